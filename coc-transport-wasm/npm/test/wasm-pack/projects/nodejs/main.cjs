// Node, by `require`.

const coc = require('coc-api');

(async () => {
  const { scenario } = await import('./scenario.js');
  const [baseUrl, token] = process.argv.slice(2);
  console.log(JSON.stringify(await scenario(coc, { baseUrl, token })));
})();
