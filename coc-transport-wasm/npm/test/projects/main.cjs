// Node, by `require`, which returns the classes of `import`.

const coc = require('coc-api');
const { correctTag } = require('coc-api/helpers');

(async () => {
  const { scenario } = await import('./scenario.js');
  const same = (await import('coc-api')).Client === coc.Client;
  const [baseUrl, token] = process.argv.slice(2);
  console.log(JSON.stringify({ ...(await scenario(coc, { baseUrl, token })), helper: correctTag('2pp'), same }));
})();
