// A page with the service worker, which leaves the outcome in `window.result`.

async function outcome() {
  const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  await navigator.serviceWorker.register('./service-worker.js', { type: 'module' });
  await controlled;
  return (await fetch('/outcome')).json();
}

outcome().then(
  (outcome) => (window.result = outcome),
  (error) => (window.result = { failed: String(error?.stack ?? error) }),
);
