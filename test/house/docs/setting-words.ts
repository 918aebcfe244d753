/** What settings are for, where their schema does not say it itself; by path. */
export const settingWords: Readonly<Record<string, string>> = {
  public_url: 'Where channels and shoppers reach the API; no query, no fragment.',
  time_scale:
    'Faster schedules, **for tests only**: 0.05 turns 30 s into 1.5 s. The variable `PAIDONCE_TIME_SCALE` wins.',
  'privacy.key':
    'A secret, by reference, of 32 characters and more (`openssl rand -hex 32`): under it payers and requests are hashed. Back it up, and don’t change it.',
  'privacy.keep_ms':
    'How long personal and free text is kept after its order came to rest ([privacy](privacy.md)).',
  'channels.NAME.accounts.NAME':
    'A channel account. Its other fields are the channel’s own: [WeChat Pay](channels/wechat.md), [Alipay](channels/alipay.md).',
  'channels.NAME.accounts.NAME.merchants':
    'Merchants whose orders may be paid on it; all, where it is absent.',
  'channels.NAME.calls_at_once': 'The most calls to the channel that one worker makes at a time.',
  'channels.NAME.calls_per_second': 'The most calls to the channel by all workers together.',
  'connections.callbacks':
    'Connections to PostgreSQL of an API, for callbacks of channels and their way to their orders.',
  'connections.decisions': 'The same for what operators decide, and for what callers used.',
  'connections.reads': 'The same for what merchants read.',
  'connections.writes': 'The same for what merchants ask to be done.',
  'connections.appends': 'Connections of a worker, for what orders load and append.',
  'connections.calls': 'The same for what calls to channels read and write.',
  'connections.notices': 'The same for notices, so that no receiver delays an order.',
  'admission.floor':
    'Payments, refunds and closings that one API asks of the engine at a time, at least, however slow it is.',
  'admission.ceiling': 'The same at most, however fast it is.',
  'admission.target_ms': 'A slower answer of the engine makes an API ask less of it at a time.',
  'limits.per_key.per_second': 'Calls a second by one API key, over all processes.',
  'limits.per_key.burst': 'So many at once after a pause.',
  'limits.per_switch.per_second': 'Calls to switch one’s own channels (`PUT /v1/controls`).',
  'limits.per_switch.burst': 'So many at once after a pause.',
  'limits.per_token.per_second': 'Calls by one order’s token on the cashier page.',
  'limits.per_token.burst': 'So many at once after a pause.',
  'limits.per_shopper_address.per_second':
    'Calls from one address (IPv6: one /64) for cashier pages, of whatever orders.',
  'limits.per_shopper_address.burst': 'So many at once after a pause.',
  'limits.per_address.per_second':
    'Calls by one address (IPv6: one /64) without a key, or with one that is not in force.',
  'limits.per_address.burst': 'So many at once after a pause.',
  'limits.connections': 'Connections to one API.',
  'limits.waiting': 'Callers of one API whose answers are held (`?wait=`).',
  'limits.waiting_per_key': 'The same with one key.',
  'limits.streams':
    'Open cashier pages that one process pushes changes to; those beyond ask by themselves.',
  'limits.streams_per_order': 'The same, of one order.',
  'limits.streams_per_address': 'The same, of one address (IPv6: one /64).',
  'notices.allow':
    'Where notices may go besides public addresses: `"loopback"` (as `npm start` sets it), or networks. To those plain http is allowed, too; to public addresses https alone.',
  DATABASE_URL: 'PostgreSQL as API and worker use it, `postgresql://…`.',
  HOST: 'Where the API listens.',
  PORT: 'The same.',
  TRUSTED_PROXIES:
    'Addresses and CIDRs, with commas between, of the proxies whose `X-Forwarded-For` is believed.',
  PAIDONCE_TIME_SCALE: 'The same as `time_scale`, and wins over it; **for tests only**.',
  PAIDONCE_SEARCH_ATTRIBUTES: '`off` where the engine lets no search attributes be registered.',
  PAIDONCE_ENGINE_LONG_POLL_S:
    'How long the engine holds a worker’s poll that brings nothing, in seconds.',
};
