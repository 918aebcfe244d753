// @ts-check
// The page is made by the server. This asks for it anew when the order has changed, and swaps
// <main>; it knows nothing of payments. XMLHttpRequest, because it reads HTML without any sink that
// Trusted Types guard.

/** How long a stream that is alive may be silent, ms: the server beats every 15 s. */
const silentMs = 40_000;
const firstPollMs = 2_000;
const slowestPollMs = 30_000;
const answerWithinMs = 10_000;
/** A click that brought no other page by then never left, or nobody answers it; ms. */
const leavesWithinMs = 15_000;
/** How long a paid page is shown before the shopper goes back to the shop, ms. */
const backAfterMs = 8_000;

const say = /** @type {HTMLElement} */ (document.querySelector('[data-say]'));
const stillMotion = matchMedia('(prefers-reduced-motion: reduce)');

const page = {
  main: /** @type {HTMLElement} */ (document.querySelector('main')),
  /** @type {XMLHttpRequest | null} */
  asking: null,
  askAgain: false,
  /** The order changed since the page was drawn, and it could not be drawn anew yet. */
  isStale: false,
  /** @type {EventSource | null} */
  stream: null,
  heardAt: -Infinity,
  /** When the stream was asked for, heard, or cut last: longer than `silentMs` ago, it is half open. */
  knownAt: -Infinity,
  /** Beats since the stream was opened. */
  beats: 0,
  pollMs: firstPollMs,
  poll: 0,
  lookAt: Infinity,
  back: 0,
  /** A click is on its way: until then nothing is asked. */
  isLeaving: false,
  leave: 0,
  endsAt: Infinity,
  /** When to ask what comes after the countdown, and how long to wait until asking again. */
  overAt: -Infinity,
  overMs: 1_000,
  saidMinute: false,
  /** When it is said that it takes longer than usual. */
  laterAt: Infinity,
  /** The shopper closed the dialog, or stays: it is not opened, and nobody led on, a second time. */
  isDialogRead: false,
  stays: false,
  tickAt: Date.now(),
};

/** @param {string} selector @returns {HTMLElement | null} */
const find = (selector) => page.main.querySelector(selector);
const version = () => Number(page.main.dataset.version);
/** The page never looks at the shopper's clock: only at how much time went by. */
const now = () => performance.now();

/** @param {boolean} isOff */
function setOffline(isOff) {
  const { dataset } = page.main;
  const note = find('[data-offline]');
  if (note === null || isOff === (dataset.state === 'offline')) return;
  if (isOff) dataset.was = dataset.state;
  dataset.state = isOff ? 'offline' : dataset.was;
  note.hidden = !isOff;
  for (const button of page.main.querySelectorAll('form[data-pay] button')) {
    /** @type {HTMLButtonElement} */ (button).disabled = isOff;
  }
}

/** A click that did not leave may be made again: its form is the same, so it is the same click. */
function takeBackClick() {
  setOffline(false);
  const { dataset } = page.main;
  if (dataset.before === undefined) return;
  dataset.state = dataset.before;
  delete dataset.before;
  const busy = find('[data-busy]');
  if (busy !== null) busy.hidden = true;
  for (const button of page.main.querySelectorAll('button')) button.disabled = false;
  say.textContent = find('#state')?.textContent ?? '';
}

/** @param {number} ms */
function leftText(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

function tick() {
  const slept = Math.abs(Date.now() - page.tickAt) > 5_000;
  page.tickAt = Date.now();
  if (slept) {
    // What a clock that stood still calls heard may be long gone.
    page.heardAt = -Infinity;
    wake();
  }
  const later = find('[data-later]');
  if (later?.hidden === true && now() >= page.laterAt) {
    later.hidden = false;
    say.textContent = find('[data-longer]')?.textContent ?? '';
  }
  const timer = find('[data-left]');
  if (timer === null) return;
  const left = page.endsAt - now();
  timer.textContent = leftText(left);
  const saying = timer.dataset.sayAtMinute;
  if (saying !== undefined && left <= 60_000 && !page.saidMinute) {
    page.saidMinute = true;
    say.textContent = saying;
  }
  if (left > 0 || now() < page.overAt) return;
  page.overAt = now() + page.overMs;
  page.overMs = Math.min(page.overMs * 2, slowestPollMs);
  refresh();
}

/** @param {number} sinceMs when what is left was told, by `now` */
function count(sinceMs) {
  const left = find('[data-left]')?.dataset.left;
  page.endsAt = left === undefined ? Infinity : sinceMs + Number(left);
  page.saidMinute = left !== undefined && Number(left) <= 60_000;
  page.overAt = -Infinity;
  page.overMs = 1_000;
  page.laterAt = sinceMs + Number(find('[data-later]')?.dataset.later ?? Infinity);
  tick();
}

function goBackSoon() {
  clearTimeout(page.back);
  const soon = find('[data-soon]');
  const link = /** @type {HTMLAnchorElement | null} */ (find('[data-back]'));
  if (soon === null || link === null || page.stays) return;
  soon.hidden = false;
  page.back = setTimeout(() => location.assign(link.href), backAfterMs);
  find('[data-stay]')?.addEventListener('click', () => {
    clearTimeout(page.back);
    page.stays = true;
    soon.hidden = true;
  });
}

/**
 * A dialog that the server sent open is made one that takes the focus, and gives it back. Where money
 * comes back it stays in the page: what is said of the money is to be seen, too.
 */
function openDialog() {
  clearTimeout(page.back);
  const dialog = /** @type {HTMLDialogElement | null} */ (find('dialog[data-paid]'));
  if (dialog === null) return;
  if (page.main.dataset.state !== 'paid') return;
  dialog.removeAttribute('open');
  if (page.isDialogRead) return;
  dialog.addEventListener('close', () => {
    clearTimeout(page.back);
    page.isDialogRead = true;
    find('#state')?.focus();
  });
  dialog.showModal();
  find('#paid')?.focus();
  goBackSoon();
}

/** After a click on a way that leads to the channel's own page: in this window, once. */
function goOn() {
  if (location.hash !== '#go') return;
  history.replaceState(null, '', location.pathname + location.search);
  const link = /** @type {HTMLAnchorElement | null} */ (find('[data-go]'));
  if (link !== null) location.assign(link.href);
}

/** The server does not know where the shopper is: its moments are in UTC until here. */
function tellTimes() {
  const { lang } = document.documentElement;
  const format = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeStyle: 'short' });
  for (const time of page.main.querySelectorAll('time')) {
    time.textContent = format.format(new Date(time.dateTime));
  }
}

/** @param {number} sinceMs */
function begin(sinceMs) {
  tellTimes();
  count(sinceMs);
  openDialog();
}

/** @param {Document} fresh @param {number} sinceMs */
function show(fresh, sinceMs) {
  const next = fresh.querySelector('main');
  if (next === null) return false;
  const { state, version: itsVersion, held } = next.dataset;
  const mine = page.main.dataset;
  takeBackClick();
  if (Number(itsVersion) < version()) return true;
  // Paid is paid: whoever reads that is not interrupted, and goes back when it was said.
  const isSame =
    state === mine.state &&
    held === mine.held &&
    (Number(itsVersion) === version() || (state === 'paid' && fresh.title === document.title));
  if (isSame && mine.gone === undefined) {
    mine.version = itsVersion;
    const left = /** @type {HTMLElement | null} */ (next.querySelector('[data-left]'));
    const timer = find('[data-left]');
    if (left !== null && timer !== null) {
      timer.dataset.left = left.dataset.left;
      page.endsAt = sinceMs + Number(left.dataset.left);
    }
    return true;
  }
  const isOtherHold = held !== mine.held;
  const hadFocus = page.main.contains(document.activeElement);
  page.main.replaceWith(document.adoptNode(next));
  page.main = next;
  page.pollMs = firstPollMs;
  document.title = fresh.title;
  const said = [find('dialog h2') ?? find('#state'), find('.returns ul')];
  say.textContent = said.map((one) => one?.textContent ?? '').join(' ');
  if (hadFocus) find('#state')?.focus({ preventScroll: stillMotion.matches });
  begin(sinceMs);
  // The stream's address says what the page has.
  if (isOtherHold && page.stream !== null) listen();
  return true;
}

/** Asks for the page as it stands. One at a time: a question while one is out is asked after it. */
function refresh() {
  if (page.isLeaving) return;
  if (page.asking !== null) {
    page.askAgain = true;
    return;
  }
  const request = new XMLHttpRequest();
  page.asking = request;
  page.askAgain = false;
  const since = now();
  const end = (/** @type {boolean} */ isShown) => {
    page.asking = null;
    page.isStale = !isShown;
    if (isShown) {
      if (page.askAgain) refresh();
      return;
    }
    takeBackClick();
    setOffline(true);
    lookIn(page.pollMs);
  };
  request.open('GET', page.main.dataset.page ?? location.pathname);
  request.responseType = 'document';
  request.timeout = answerWithinMs;
  request.onload = () =>
    end(request.status === 200 && request.response !== null && show(request.response, since));
  request.onerror = () => end(false);
  request.ontimeout = () => end(false);
  request.send();
}

const isHeard = () => page.stream?.readyState === 1 && now() - page.heardAt < silentMs;

/** Looks in so many ms at the latest: a look that is to come sooner stays. @param {number} ms */
function lookIn(ms) {
  const at = now() + ms;
  if (at >= page.lookAt) return;
  clearTimeout(page.poll);
  page.lookAt = at;
  page.poll = setTimeout(look, ms);
}

/** While the stream is silent or gone, the page is asked for by itself, more and more seldom. */
function look() {
  page.lookAt = Infinity;
  const isGone = page.stream === null || page.stream.readyState === 2;
  if (isGone || now() - page.knownAt >= silentMs) listen();
  if (isHeard() && !page.isStale) {
    lookIn(silentMs / 4);
    return;
  }
  if (!document.hidden) refresh();
  page.pollMs = Math.min(page.pollMs * 1.5, slowestPollMs);
  // Spread, so that pages that were cut off together don't ask together.
  lookIn(page.pollMs * (0.7 + 0.3 * Math.random()));
}

/** After sleep, a lost connection, or a while in the background. */
function wake() {
  if (document.hidden || page.isLeaving) return;
  refresh();
  if (!isHeard()) listen();
}

function stopListening() {
  page.stream?.close();
  page.stream = null;
  clearTimeout(page.poll);
  page.lookAt = Infinity;
}

function listen() {
  page.stream?.close();
  page.stream = null;
  const address = page.main.dataset.events;
  if (address === undefined) return;
  // A stream that is begun anew says what the page has, as one that goes on does by itself.
  const stream = new EventSource(`${address}?version=${version()}&held=${page.main.dataset.held}`);
  page.stream = stream;
  page.heardAt = -Infinity;
  page.knownAt = now();
  page.beats = 0;
  const hear = () => {
    page.heardAt = now();
    page.knownAt = now();
  };
  stream.addEventListener('beat', () => {
    hear();
    page.beats += 1;
    // Only a stream that lasts makes up for those that were cut.
    if (page.isStale) return;
    if (page.beats > 1) page.pollMs = firstPollMs;
    if (page.main.dataset.state === 'offline') refresh();
  });
  stream.addEventListener('order', (event) => {
    hear();
    // What is older than the page is no news; the same version tells of time that passed.
    const isHeld = String(JSON.parse(event.data).held);
    if (Number(event.lastEventId) > version() || isHeld !== page.main.dataset.held) refresh();
  });
  stream.onerror = () => {
    page.heardAt = -Infinity;
    page.knownAt = now();
    page.beats = 0;
    lookIn(page.pollMs);
  };
}

addEventListener('submit', ({ target }) => {
  const form = /** @type {HTMLFormElement} */ (target);
  if (form.dataset.pay === undefined) return;
  const { dataset } = page.main;
  dataset.before ??= dataset.state;
  dataset.state = 'opening';
  const busy = find('[data-busy]');
  if (busy !== null) busy.hidden = false;
  say.textContent = busy?.textContent ?? '';
  stopListening();
  page.asking?.abort();
  // An abort tells nobody; without this nothing would be asked again.
  page.asking = null;
  page.isLeaving = true;
  clearTimeout(page.leave);
  page.leave = setTimeout(() => {
    page.isLeaving = false;
    refresh();
    listen();
    lookIn(page.pollMs);
  }, leavesWithinMs);
  // After the browser has read the form.
  setTimeout(() => {
    for (const button of page.main.querySelectorAll('button')) button.disabled = true;
  });
});
addEventListener('offline', () => setOffline(true));
addEventListener('online', wake);
addEventListener('visibilitychange', wake);
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  page.asking = null;
  page.isLeaving = false;
  clearTimeout(page.leave);
  page.main.dataset.gone = '';
  refresh();
  listen();
  lookIn(page.pollMs);
});

// A click that opened nothing is answered where the form was sent: no place to load anew.
if (location.pathname.endsWith('/attempts')) {
  history.replaceState(null, '', page.main.dataset.page ?? location.pathname);
}

const [loaded] = performance.getEntriesByType('navigation');
begin(/** @type {PerformanceNavigationTiming | undefined} */ (loaded)?.responseStart ?? now());
goOn();
setInterval(tick, 1_000);
listen();
lookIn(page.pollMs);
