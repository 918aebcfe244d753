import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What a page is looked at with. */
export type PageSettings = Readonly<{
  /** From where it may load: origins, as `http://127.0.0.1:3000`. A request elsewhere is a fault. */
  origins: readonly string[];
  /** As the shopper's browser says it; `en-US` without it. */
  locale?: string;
  /** In CSS pixels; 1280 × 800 without it. */
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  reducedMotion?: 'reduce';
  /** A phone's or an app's own browser says here what it is. */
  userAgent?: string;
  /** Sent with each request; what a proxy adds. */
  headers?: Readonly<Record<string, string>>;
  javaScript?: 'off';
  offline?: boolean;
  /** Faults that the test itself brings about, such as a lost connection. */
  mayFail?: RegExp;
}>;

/** A page in a context of its own, with everything that went wrong on it. */
export type WatchedPage = Readonly<{
  page: Page;
  context: BrowserContext;
  /** Sentences; also of other pages that it opened. */
  faults: () => readonly string[];
  close: () => Promise<void>;
}>;

/** Chromium prints the violations it stops; those it only reports are told as well. */
const tellViolations = `document.addEventListener('securitypolicyviolation', (violation) =>
  console.error('policy violated: ' + violation.violatedDirective + ' by ' + violation.blockedURI));`;

function isElsewhere(address: string, origins: readonly string[]): boolean {
  const { origin, protocol } = new URL(address);
  return protocol !== 'data:' && protocol !== 'blob:' && !origins.includes(origin);
}

function watch(context: BrowserContext, { origins, mayFail }: PageSettings): string[] {
  const faults: string[] = [];
  const note = (fault: string): void => {
    if (mayFail?.test(fault) !== true) faults.push(fault);
  };
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    note(`console error at ${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => note(`page error: ${error.error().message}`));
  context.on('request', (request) => {
    if (isElsewhere(request.url(), origins)) note(`a request to ${request.url()}`);
  });
  return faults;
}

/** Opens an empty page on which every violation, error and request to strangers is noted. */
export async function openWatchedPage(
  browser: Browser,
  settings: PageSettings,
): Promise<WatchedPage> {
  const { locale, colorScheme, reducedMotion, userAgent, headers } = settings;
  const context = await browser.newContext({
    locale: locale ?? 'en-US',
    timezoneId: 'UTC',
    viewport: { width: settings.width ?? 1280, height: settings.height ?? 800 },
    colorScheme: colorScheme ?? 'light',
    reducedMotion: reducedMotion ?? 'no-preference',
    javaScriptEnabled: settings.javaScript !== 'off',
    offline: settings.offline ?? false,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(headers === undefined ? {} : { extraHTTPHeaders: headers }),
  });
  await context.addInitScript(tellViolations);
  const faults = watch(context, settings);
  return {
    page: await context.newPage(),
    context,
    faults: () => faults,
    close: () => context.close(),
  };
}
