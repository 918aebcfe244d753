// Reads the page again as soon as it would show something else.
const everyMs = 1_500;
const main = document.querySelector('main');
let timer = 0;
let isAsking = false;

async function look() {
  if (isAsking || document.hidden) return;
  isAsking = true;
  try {
    const answer = await fetch(`${location.pathname}/shown`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.ok && (await answer.text()) !== main.dataset.shown) location.reload();
  } catch {
    // The shop is away for a moment; what is shown stays.
  } finally {
    isAsking = false;
    clearTimeout(timer);
    timer = setTimeout(look, everyMs);
  }
}

document.addEventListener('visibilitychange', look);
// A page that Back brought out of the browser's memory may be old.
window.addEventListener('pageshow', look);
