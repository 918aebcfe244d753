import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { CashierView, Choice } from '../../checkout/cashier-view.ts';
import type { Place } from '../../checkout/page-state.ts';
import { choiceName } from '../../checkout/parts/choice-form.ts';
import type { PageAddresses, ShownPage } from '../../checkout/shown-page.ts';
import { channelTitle } from '../../channels/channel-directory.ts';
import { isInsideApp, type Surface, surfaceOf } from '../../channels/surface.ts';
import { chooseLanguage } from '../../checkout/texts/languages.ts';
import type { Texts } from '../../checkout/texts/texts.ts';
import { policySettingsSchema } from '../../config/policy-settings.ts';
import { findMerchant, type Merchant } from '../../ledger/keys/merchants.ts';
import type { StoredOrder } from '../../ledger/orders/order-rows.ts';
import { accountsDistrusted } from '../../ledger/people/account-health.ts';
import { channelsOffFor } from '../../ledger/people/channels-off.ts';
import type { RouteDeps } from '../api-deps.ts';
import { presentOrder } from '../orders/order-answer.ts';
import { orderPolicy } from '../orders/order-policy.ts';
import { isBoundElsewhere } from './bound-elsewhere.ts';
import { cashierView } from './cashier-view.ts';
import { offeredChoices } from './offered-choices.ts';
import { pageAddresses } from './page-addresses.ts';

/** A text of the query, if it is there once. */
export function queryText(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' ? value : null;
}

/** What a request says of the language, and where its page is. */
export function frameOf(
  { publicUrl, pageAssets }: Pick<RouteDeps, 'publicUrl' | 'pageAssets'>,
  request: Request,
  asked: string | null = queryText(request, 'lang'),
): Readonly<{ texts: Texts; isLanguageAsked: boolean; addresses: PageAddresses }> {
  const texts = chooseLanguage(asked, request.get('accept-language'));
  return {
    texts,
    isLanguageAsked: texts.language === asked,
    addresses: pageAddresses(publicUrl, String(request.params['token']), pageAssets),
  };
}

async function choicesOn(
  { database, channels, policy: installation, timeScale }: RouteDeps,
  order: StoredOrder,
  { surface, own }: Readonly<{ surface: Surface; own: Merchant['policy'] }>,
): Promise<readonly Choice[]> {
  const { merchant } = order.key;
  const settings = policySettingsSchema.parse(own);
  const policy = orderPolicy(installation, settings, { latePayment: undefined }, timeScale);
  const off = await channelsOffFor(database, merchant);
  const inTrouble = await accountsDistrusted(database);
  const offering = { accounts: channels.offeredTo(merchant), off, inTrouble, policy, timeScale };
  return offeredChoices(order, offering, { surface, nowMs: Date.now() });
}

/** What a shopper with this browser sees of an order now. */
export async function viewOfOrder(
  deps: RouteDeps,
  order: StoredOrder,
  request: Request,
): Promise<CashierView> {
  const { database, channels } = deps;
  const { merchant } = order.key;
  const view = await presentOrder(deps, order.key);
  const found = await findMerchant(database, merchant);
  const own = found?.policy ?? {};
  const surface = surfaceOf(request.get('user-agent') ?? '', request.get('sec-ch-ua-mobile'));
  const shown = cashierView(view, {
    merchant: found?.name ?? merchant,
    choices: view.status === 'open' ? await choicesOn(deps, order, { surface, own }) : [],
    titleOf: (channel) => channelTitle(channels, channel),
    isInsideApp: isInsideApp(surface),
  });
  const { payment } = shown;
  if (payment === null || !(await isBoundElsewhere(deps, order, payment, request))) return shown;
  return { ...shown, payment: { ...payment, action: null, isBoundElsewhere: true } };
}

/** The choice of that name, if it is offered. */
function choiceCalled(view: CashierView, name: string | null): Choice | null {
  return view.choices.find((choice) => choiceName(choice) === name) ?? null;
}

/** Everything that the page of an order is made of, as this request asks for it. */
export async function askPage(
  deps: RouteDeps,
  order: StoredOrder,
  request: Request,
  place: Place,
): Promise<ShownPage> {
  const view = await viewOfOrder(deps, order, request);
  return {
    ...frameOf(deps, request),
    view,
    nowMs: Date.now(),
    place,
    clickId: randomUUID(),
    question: view.payable.length === 0 ? null : choiceCalled(view, queryText(request, 'to')),
    trouble: null,
  };
}
