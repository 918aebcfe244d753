import type { Choice } from '../cashier-view.ts';
import { html, type Html } from '../html.ts';
import { clickAddress, type ShownPage } from '../shown-page.ts';

const inputTypes = { name: 'text', email: 'email', tax_id: 'text', address: 'text' } as const;
const completions = {
  name: 'name',
  email: 'email',
  tax_id: 'off',
  address: 'street-address',
} as const;

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

/** The name of a choice in forms, keys and addresses. */
export function choiceName({ channel, method, account }: Choice): string {
  return [channel, method, ...(account === null ? [] : [account])].join(':');
}

/**
 * A form that opens a payment. It carries its own idempotency key, so that a double click, a page
 * sent again and a browser without JavaScript open one.
 *
 * @param form.key of a click that is repeated; else one of this page and choice
 * @param form.mayReplace the shopper knows that another payment may still be made
 */
export function choiceForm(
  page: ShownPage,
  choice: Choice,
  form: Readonly<{ label: Html; look: string; key?: string; mayReplace: boolean }>,
): Html {
  const { texts, isLanguageAsked, clickId } = page;
  const key = form.key ?? `${clickId}-${choiceName(choice).replaceAll(':', '-')}`;
  const fields = choice.asks.map(
    (field) =>
      html`<label
        >${texts.fields[field]}<input
          type="${inputTypes[field]}"
          name="${field}"
          autocomplete="${completions[field]}"
          maxlength="100"
          required
      /></label>`,
  );
  return html`<form method="post" action="${clickAddress(page)}" data-pay>
    ${[
      hidden('channel', choice.channel),
      hidden('method', choice.method),
      ...(choice.account === null ? [] : [hidden('account', choice.account)]),
      hidden('idempotency_key', key),
      ...(isLanguageAsked ? [hidden('lang', texts.language)] : []),
      ...(form.mayReplace ? [hidden('switch', 'yes')] : []),
      ...fields,
    ]}<button class="${form.look}" data-channel="${choice.channel}" data-method="${choice.method}">
      ${form.label}
    </button>
  </form>`;
}
