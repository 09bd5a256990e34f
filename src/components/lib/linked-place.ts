// Keeps the place that a link named in view while notices, clocks and buttons still come in above it.
const SETTLED_MS = 3000;

const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
const main = document.querySelector('main');
if (target && main) {
  const observer = new ResizeObserver(() => target.scrollIntoView({ behavior: 'instant' }));
  const stop = () => observer.disconnect();
  observer.observe(main);
  setTimeout(stop, SETTLED_MS);
  // From the first touch on, the reader decides where the page stands.
  for (const event of ['wheel', 'touchstart', 'pointerdown', 'keydown'])
    addEventListener(event, stop, { once: true, passive: true });
}
