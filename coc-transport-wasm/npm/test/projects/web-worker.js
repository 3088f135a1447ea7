// A page that posts messages to a web worker, from the first moment until the first reply. It
// leaves the outcome of the scenario and the number of lost messages in `window.result`.

const worker = new Worker(new URL('./task.js', import.meta.url));

let posted = 0;
let replies = 0;
let outcome;

function post() {
  posted += 1;
  worker.postMessage({ number: posted, baseUrl: `${location.origin}/v1` });
  if (!outcome) setTimeout(post);
}

post();
worker.addEventListener('error', ({ message }) => (window.result = { failed: message }));
worker.addEventListener('message', ({ data }) => {
  replies += 1;
  outcome ??= data.outcome;
  // Messages and replies are delivered in order, so the last reply is known by its number.
  const isLast = data.number === posted;
  if (isLast) window.result = { ...outcome, lost: posted - replies };
});
