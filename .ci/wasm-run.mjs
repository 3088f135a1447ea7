// Runs a test binary of wasm32-unknown-unknown in Node: `node wasm-run.mjs FILE.wasm`, as cargo's
// runner does.
//
// Such a binary needs nothing from its host and gets nothing: no output, no clock, no threads. So a
// test that fails traps, and the stack below names it; a test that reads a clock or parks a thread
// traps as well.
import { readFileSync } from 'node:fs';

Error.stackTraceLimit = 60;
const file = process.argv[2];
const module = new WebAssembly.Module(readFileSync(file));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) {
  console.error(`${file} wants ${JSON.stringify(imports)}; a core that knows no host wants nothing`);
  process.exit(1);
}
const { exports } = new WebAssembly.Instance(module, {});
try {
  process.exitCode = exports.main(0, 0);
} catch (error) {
  const frames = String(error.stack).split('\n').filter((frame) => !/core9panicking|std9panicking|___rustc/.test(frame));
  console.error(`a test failed in ${file}:\n${frames.slice(0, 20).join('\n')}`);
  process.exitCode = 1;
}
if (process.exitCode === 0) console.log(`every test of ${file} holds on wasm32`);
