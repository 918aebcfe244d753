// Made of docs/openapi.json by `npm run contract`. Not to be changed by hand.
export interface paths {
  '/v1/orders': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Orders, newest first
     * @description One page of a merchant’s orders. An ops key that names no merchant sees the orders of all, each with its merchant.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listOrders'];
    put?: never;
    /**
     * Make an order
     * @description Makes the order, and asks no channel. The same request again answers with the same order, with or without an Idempotency-Key: orders never change.
     *
     *     Roles: `merchant`.
     */
    post: operations['createOrder'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Find orders by what somebody holds in hand
     * @description By order id, payment number, channel reference, refund id or refund number: the whole text or, from six characters on, its beginning. Each order once, by what fits best; 50 at most. An ops key that names no merchant searches the orders of all.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['search'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One order
     * @description The order with its attempts and refunds. With `wait` the answer is held until the order is newer than `version`.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['getOrder'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/attempts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Pay an order
     * @description Opens a payment at the channel, or hands out the one that is open (rule 1). After a lost answer repeat it with the same Idempotency-Key: no second payment can come of it.
     *
     *     Roles: `merchant`.
     */
    post: operations['payOrder'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/close': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Close an order now
     * @description As at the deadline: no new payment is begun, those under way are closed and asked about. Money that comes all the same is a late payment.
     *
     *     Roles: `merchant`.
     */
    post: operations['closeOrder'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/late_payment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Accept or refund a late payment
     * @description The answer to the event `late_payment.asked`, where the merchant chose to be asked. Without one the money is refunded after a time limit.
     *
     *     Roles: `merchant`.
     */
    post: operations['decideLatePayment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/timeline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The whole story of an order
     * @description Every fact of an order, in the order in which they happened; the same with callbacks, calls and notices as a story for people; and what is due next.
     *
     *     Roles: `ops`.
     */
    get: operations['getOrderTimeline'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/refunds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Refund an order
     * @description Gives back the payment that won the order, in full or in part. Money that was never the order’s is refunded by PaidOnce itself.
     *
     *     Roles: `merchant`.
     */
    post: operations['refundOrder'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Refunds of all orders, newest first
     * @description One page of a merchant’s refunds, each with its order. An ops key that names no merchant sees the refunds of all.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listRefunds'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds/{number}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One refund by its number
     * @description As the list of refunds tells it. Another merchant’s is not there.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['getRefund'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds/decide': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approve or reject many refunds that wait
     * @description Each is decided on its own: what is wrong with one stops no other. Repeated under its Idempotency-Key it decides nothing twice, and asks again what was unknown.
     *
     *     Roles: `ops`.
     */
    post: operations['decideRefunds'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds/{number}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approve a refund that waits
     * @description Lets a refund go out that the controls, or a doubt, have held back (rule 10).
     *
     *     Roles: `ops`.
     */
    post: operations['approveRefund'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds/{number}/reject': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reject a refund that waits
     * @description The money stays here, and a person answers for it (rule 10).
     *
     *     Roles: `ops`.
     */
    post: operations['rejectRefund'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/refunds/{number}/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Record how a manual refund ended
     * @description For a refund that PaidOnce could not end: records whether its money went back, as a person found out (rule 10).
     *
     *     Roles: `ops`.
     */
    post: operations['resolveRefund'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a merchant was told, in order
     * @description Events of all of a merchant’s orders. No event is ever inserted before one that was read, so reading on from `next_cursor` misses none. With `wait` the answer is held until there is one.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/orders/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was told of one order, in order
     * @description Events of one order; `after` is a sequence.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listOrderEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events/{id}/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a notice again
     * @description The event is sent as it was, under the same `webhook-id`, by the usual schedule. It delays no other notice.
     *
     *     Roles: `merchant`, `ops`.
     */
    post: operations['resendEvent'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send the notices of a time range again
     * @description As after an outage of the receiver. Events of orders without an address are left out. At most 10000 events by one call: more are refused, and nothing is sent.
     *
     *     Roles: `merchant`, `ops`.
     */
    post: operations['resendEvents'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Each try of each notice, newest first
     * @description What became of notices: when each was sent where, and what the receiver answered. An ops key that names no merchant sees those of all.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/channels': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What each configured channel account can do
     * @description The capability table: methods, what they need to know of the shopper, limits. A merchant is told the accounts on which its orders may be paid; an ops key that names no merchant, all of them.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['listChannels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/accounts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How each channel serves our accounts
     * @description The health of every configured account, by the answers to our own calls. A callback that is refused changes nothing of it.
     *
     *     Roles: `ops`.
     */
    get: operations['listAccounts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/accounts/{channel}/{account}/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask a channel whether an account is served
     * @description Asks for a payment that can’t exist: a signed question that changes nothing. Only a verified answer is believed.
     *
     *     Roles: `ops`.
     */
    post: operations['checkAccount'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/attention': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What waits for a person, oldest first
     * @description Everything parked, held or unmatched, page by page: of all merchants, or of the one that is named.
     *
     *     Roles: `ops`.
     */
    get: operations['listAttention'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/attention/{id}/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A person has dealt with it
     * @description Ends an alert, by a person’s word. A refund that waits needs a word on its money instead: approve, reject or resolve it.
     *
     *     Roles: `ops`.
     */
    post: operations['resolveAttention'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What persons did, newest first
     * @description Every act of a person: who, when, what and why (rule 18). Decisions on refunds and attention, changes of controls, merchants and keys. Of all merchants, or of the one that is named.
     *
     *     Roles: `ops`.
     */
    get: operations['listActs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/controls': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The controls in force
     * @description What keeps compensations from going out by themselves (rule 10), and where the caller lets no new payment begin: with an ops key the operator’s switches, with a merchant’s its own. `GET /v1/channels` tells what is off, whoever switched it off.
     *
     *     Roles: `merchant`, `read`, `ops`.
     */
    get: operations['getControls'];
    /**
     * Change the controls
     * @description Sets all controls at once; who did it and why is kept (rule 18). With a merchant’s key: which channels begin no new payment of its orders, and nothing else. What the operator switched off, a merchant can not switch on.
     *
     *     Roles: `merchant`, `ops`.
     */
    put: operations['putControls'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/merchants': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * All merchants
     * @description Every merchant of this installation.
     *
     *     Roles: `ops`.
     */
    get: operations['listMerchants'];
    put?: never;
    /**
     * Make a merchant
     * @description The same again answers with the same merchant.
     *
     *     Roles: `ops`.
     */
    post: operations['createMerchant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/merchants/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One merchant
     * @description As it stands now.
     *
     *     Roles: `ops`.
     */
    get: operations['getMerchant'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /**
     * Change a merchant
     * @description Its name, address for notices and policy; what is left out stays. Of two changes the later one counts; both are in the audit.
     *
     *     Roles: `ops`.
     */
    patch: operations['changeMerchant'];
    trace?: never;
  };
  '/v1/merchants/{id}/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A merchant’s keys
     * @description Without their secrets, which are stored nowhere.
     *
     *     Roles: `ops`.
     */
    get: operations['listKeys'];
    put?: never;
    /**
     * Make a key for a merchant
     * @description The key is shown in this answer and never again. Keys of role ops are made on the machine.
     *
     *     Roles: `ops`.
     */
    post: operations['createKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/merchants/{id}/keys/{key_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke a key, at once or after an overlap
     * @description Every process refuses it within five seconds of `revoked_at`. The same again changes nothing; of two moments the earlier one counts.
     *
     *     Roles: `ops`.
     */
    delete: operations['revokeKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/merchants/{id}/notice_secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a secret for a merchant’s notices
     * @description From now on it signs every notice; those before it sign as well until the overlap is over. What waits is tried again at once.
     *
     *     Roles: `ops`.
     */
    post: operations['createNoticeSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Can it work
     * @description Readiness: asks the ledger and the engine, once a second at most.
     */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description An order to make. */
    OrderRequest: {
      /**
       * @description Your own id of the order, for ever: the same again is the same order.
       * @example A-1001
       */
      id: string & (unknown & unknown);
      /** @description What is to be paid. */
      amount: {
        /**
         * @description ISO 4217.
         * @example CNY
         */
        currency: string;
        /**
         * @description Whole minor units of the currency.
         * @example 1999
         */
        value: number;
      };
      /**
       * @description What the shopper reads at the channel.
       * @example Two tickets
       */
      description: string;
      /**
       * @description Seconds until the deadline; instead of `expires_at`.
       * @example 900
       */
      expires_in?: number;
      /**
       * Format: date-time
       * @description The deadline, 30 days away at most; instead of `expires_in`.
       * @example 2026-11-30T09:00:00Z
       */
      expires_at?: string;
      /**
       * Format: uri
       * @description Where the shopper goes after paying.
       * @example https://shop.example/orders/A-1001
       */
      return_url?: string;
      /**
       * Format: uri
       * @description Where notices about this order go; else the merchant’s own address. A public https address, unless the operator opened others.
       * @example https://shop.example/hooks
       */
      notify_url?: string;
      /**
       * @description What becomes of money that comes too late (rule 8); else the merchant’s policy.
       * @example refund
       * @enum {string}
       */
      late_payment?: 'refund' | 'ask';
      /** @description Fields of your own, 50 at most. Not for the shopper’s personal data. */
      metadata?: {
        [key: string]: string;
      };
    };
    /** @description How the shopper wants to pay. */
    AttemptRequest: {
      /**
       * @description One that `GET /v1/channels` lists.
       * @example wechat
       */
      channel: string;
      /**
       * @description One of the channel’s methods.
       * @example qr
       */
      method: string;
      /**
       * @description Needed only where the channel has several accounts and none is `default`.
       * @example default
       */
      account?: string;
      shopper?: components['schemas']['Shopper'];
    };
    /** @description What some methods must know; `GET /v1/channels` says which. Only those fields are kept, and they can be erased. */
    Shopper: {
      /**
       * @description The shopper’s address.
       * @example 203.0.113.7
       */
      ip?: string;
      /**
       * @description The channel’s name for the shopper in your app.
       * @example oUpF8uMuAJO
       */
      openid?: string;
      /**
       * @description Full name.
       * @example Ana Souza
       */
      name?: string;
      /**
       * Format: email
       * @description E-mail address.
       * @example ana@example.com
       */
      email?: string;
      /**
       * @description CPF or CNPJ.
       * @example 11144477735
       */
      tax_id?: string;
      /**
       * @description Postal address, in one line.
       * @example Rua A 1, São Paulo
       */
      address?: string;
    };
    /** @description The merchant’s word on a late payment. */
    LatePaymentDecision: {
      /**
       * @description The attempt whose money came late.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      attempt: string;
      /**
       * @description `accept`: the order is paid by it. `refund`: the money goes back.
       * @example accept
       * @enum {string}
       */
      decision: 'accept' | 'refund';
    };
    /** @description A refund to make. */
    RefundRequest: {
      /**
       * @description Your own id of the refund, unique among all your refunds.
       * @example R-1001
       */
      id: string & (unknown & unknown);
      /**
       * @description Minor units of the order’s currency.
       * @example 999
       */
      amount: number;
      /**
       * @description Why, in your words. Some channels show it to the shopper.
       * @example One ticket returned
       */
      reason?: string;
    };
    /** @description A person’s word on many refunds. */
    RefundsDecision: {
      /** @description The refunds; one named twice counts once. */
      numbers: string[];
      /**
       * @description `approve`: they go out. `reject`: the money stays here.
       * @example approve
       * @enum {string}
       */
      decision: 'approve' | 'reject';
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason: string;
    };
    /** @description A person’s decision. */
    ReasonedRequest: {
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason: string;
    };
    /** @description How a refund that PaidOnce could not end ended. */
    RefundResolution: {
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason: string;
      /**
       * @description Whether the money went back, as a person found out.
       * @example succeeded
       * @enum {string}
       */
      outcome: 'succeeded' | 'failed';
    };
    /** @description Which events to send again. */
    ResendRequest: {
      /**
       * Format: date-time
       * @description Events after this moment.
       * @example 2026-11-30T09:00:00Z
       */
      created_after: string;
      /**
       * Format: date-time
       * @description Events before this moment.
       * @example 2026-11-30T09:00:00Z
       */
      created_before: string;
      /**
       * @description Only events of this type.
       * @example order.paid
       * @enum {string}
       */
      type?:
        | 'order.paid'
        | 'order.closed'
        | 'attempt.duplicate'
        | 'attempt.late'
        | 'refund.succeeded'
        | 'refund.failed'
        | 'refund.awaiting_approval'
        | 'late_payment.asked'
        | 'payment.reversed'
        | 'order.attention';
    };
    /** @description A person has dealt with it. */
    AttentionResolution: {
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason: string;
      /**
       * @description Only for an alert of money gone back by an unknown amount: how much more went back than the order says; minor units.
       * @example 500
       */
      amount_returned?: number;
    };
    /** @description With an ops key the first three are all needed, and replace those in force. A merchant’s key sets `channels_off` alone, for its own orders. */
    ControlsRequest: {
      /**
       * @description False: every compensation waits for a person.
       * @example true
       */
      automatic_refunds?: boolean;
      /** @description By currency: a compensation above it waits for a person. None: no cap. */
      refund_caps?: {
        [key: string]: number;
      };
      /** @description Past it compensations wait for a person. No entry: no budget. */
      daily_budgets?: components['schemas']['DailyBudgetRequest'][];
      /** @description Channels, or parts of them, on which no new payment is begun. Replaces all that the caller has switched off; left out by an ops key: those stay. */
      channels_off?: components['schemas']['ChannelOffRequest'][];
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason: string;
    };
    /** @description Compensations of a day, which is one in UTC. */
    DailyBudgetRequest: {
      /**
       * @description A merchant, as the operator named it.
       * @example shop
       */
      merchant: string;
      /**
       * @description ISO 4217.
       * @example CNY
       */
      currency: string;
      /**
       * @description Whole minor units of the currency.
       * @example 1999
       */
      amount: number;
    };
    /** @description What is to be switched off. */
    ChannelOffRequest: {
      /**
       * @description The channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description Null: every method of it.
       * @example qr
       */
      method?: string | null;
      /** @description Null: every account of it. */
      account?: string | null;
      /** @description For whose orders; null or absent: for those of every merchant, and with a merchant’s key for its own. */
      merchant?: string | null;
    };
    /** @description A merchant to make. */
    MerchantRequest: {
      /**
       * @description A merchant, as the operator named it.
       * @example shop
       */
      id: string;
      /**
       * @description For people.
       * @example The Shop
       */
      name: string;
      /**
       * Format: uri
       * @description Where notices go when an order names no address. A public https address, unless the operator opened others.
       * @example https://shop.example/hooks
       */
      notify_url?: string;
      policy?: components['schemas']['PolicySettings'];
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason?: string;
    };
    /** @description Only what differs from the installation’s policy; durations in ms. */
    PolicySettings: {
      /** @description How long an attempt is offered unless deadline or channel say less (rule 7). */
      attempt_life_ms?: number;
      /** @description Attempts of an order that can be paid at the same time (rule 1). */
      max_attempts?: number;
      /** @description Attempts of an order in all (rule 1). */
      max_attempts_ever?: number;
      /** @description So many refusals within `refusal_window_ms` make an account cool down (rule 1). */
      max_refusals?: number;
      /** @description See `max_refusals`. */
      refusal_window_ms?: number;
      /** @description How long an account that cools down is not asked (rule 1). */
      cooling_ms?: number;
      /** @description How long a new click waits for close and query of the old attempt (rule 1). */
      supersede_bound_ms?: number;
      /** @description Waits before an unanswered create is repeated with the same number (rule 2). */
      create_repeats_ms?: number[];
      /** @description Waits before the first queries of an attempt (rule 3). */
      poll_schedule_ms?: number[];
      /** @description Then it is asked about this often (rule 3). */
      poll_every_ms?: number;
      /** @description The same where an attempt is valid for longer than `long_validity_ms` (rule 3). */
      long_poll_every_ms?: number;
      /** @description See `long_poll_every_ms`. */
      long_validity_ms?: number;
      /** @description Waits before an unanswered query, close, capture or void is asked again; the last repeats. */
      retries_ms?: number[];
      /** @description How long an unanswered last query is repeated before a person is asked (rule 3). */
      last_query_patience_ms?: number;
      /** @description How long a capture waits until the other attempts are closed (rule 6). */
      capture_bound_ms?: number;
      /** @description Silence after which a closing order closes (rule 7). */
      closing_silence_ms?: number;
      /**
       * @description What becomes of money that comes too late: `refund`, or `ask` the merchant (rule 8).
       * @enum {string}
       */
      late_payment?: 'refund' | 'ask';
      /** @description How long the merchant is asked (rule 8). */
      late_answer_ms?: number;
      /** @description Waits before the queries of an accepted refund; the last repeats (rule 10). */
      refund_poll_schedule_ms?: number[];
      /** @description Waits after a short balance or from a busy channel; the last repeats (rule 10). */
      refund_retries_ms?: number[];
      /** @description Refund numbers tried for one purpose before a person is asked (rule 10). */
      max_refund_numbers?: number;
      /** @description How long the query before a compensation is repeated before a person is asked (rule 10). */
      confirm_patience_ms?: number;
      /** @description How long an accepted refund may take before a person is told (rule 10). */
      refund_patience_ms?: number;
      /** @description How often a refund that a person must see to is asked about all the same (rule 10). */
      abnormal_poll_ms?: number;
      /** @description Whether methods whose payments can not be refunded are offered. */
      offer_unrefundable?: boolean;
    };
    /** @description What is left out stays. */
    MerchantChange: {
      /**
       * @description For people.
       * @example The Shop
       */
      name?: string;
      /** @description Null: notices of orders that name no address go nowhere. */
      notify_url?: string | null;
      /** @description In place of the whole policy it had; holds for orders made from now on. */
      policy?: components['schemas']['PolicySettings'];
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason?: string;
    };
    /** @description A key to make. */
    KeyRequest: {
      /**
       * @description `merchant` acts, `read` only reads.
       * @example merchant
       * @enum {string}
       */
      role: 'merchant' | 'read';
      /**
       * @description Whose it is; named with what it decides.
       * @example checkout
       */
      label?: string;
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason?: string;
    };
    /** @description A secret to make. */
    NoticeSecretRequest: {
      /**
       * @description How long those before it sign beside it, while the receiver is told the new one; seconds, a day by default.
       * @example 3600
       */
      overlap_s?: number;
      /**
       * @description Why. Kept with the name of the key that decided (rule 18).
       * @example The shopper wrote to support; ticket 4711.
       */
      reason?: string;
    };
    /** @description The order is paid: deliver. Told once. */
    OrderPaidEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description The order is paid: deliver. Told once.
       * @example order.paid
       * @constant
       */
      type: 'order.paid';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description What is to be paid once. */
    Order: {
      /**
       * @description The merchant’s own id.
       * @example A-1001
       */
      id: string;
      /**
       * @description `open`: can be paid. `closing`: past its deadline, or told to close; payments under way are still asked about. `paid`, `closed`: how it ended.
       * @example open
       * @enum {string}
       */
      status: 'open' | 'closing' | 'paid' | 'closed';
      amount: components['schemas']['Money'];
      /**
       * @description What of the winner’s money went back; minor units of the order’s currency.
       * @example 0
       */
      amount_refunded: number;
      /**
       * @description What the shopper buys.
       * @example Two tickets
       */
      description: string;
      /**
       * @description Grows with each thing that happens to the order; see `wait` and ETag.
       * @example 4
       */
      version: number;
      /**
       * Format: date-time
       * @description The deadline: no new payment is begun after it.
       * @example 2026-11-30T09:00:00.000Z
       */
      expires_at: string;
      /**
       * Format: date-time
       * @description When it was made.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description When it was paid; null before. */
      paid_at: string | null;
      /** @description When it was closed unpaid; null otherwise. */
      closed_at: string | null;
      /** @description The id of the one attempt whose money is the order’s; null until it is paid. */
      winner: string | null;
      /** @description Why a person should look at it; empty when nobody need. */
      attention: (
        | 'duplicate'
        | 'late'
        | 'mismatch'
        | 'refund'
        | 'reversed'
        | 'dispute'
        | 'unknown'
        | 'parked'
        | 'held'
      )[];
      /**
       * @description Where the shopper goes after paying; null if none was named.
       * @example https://shop.example/orders/A-1001
       */
      return_url: string | null;
      /** @description Every payment begun, oldest first. */
      attempts: components['schemas']['Attempt'][];
      /** @description Every refund, oldest first. */
      refunds: components['schemas']['Refund'][];
      /** @description The merchant’s own fields. */
      metadata: {
        [key: string]: string;
      };
      /**
       * @description The page where the shopper pays. Whoever knows it may pay.
       * @example https://pay.example/pay/ot_5b1f
       */
      checkout_url: string;
    };
    /** @description An amount. */
    Money: {
      /**
       * @description ISO 4217.
       * @example CNY
       */
      currency: string;
      /**
       * @description Whole minor units of the currency.
       * @example 1999
       */
      value: number;
    };
    /** @description One payment through one channel. */
    Attempt: {
      /**
       * @description The payment number, sent to the channel. A second channel transaction under it appears as NUMBER-2.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      id: string;
      /**
       * @description A configured channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description A method of the channel.
       * @example qr
       */
      method: string;
      /**
       * @description Our account at the channel.
       * @example default
       */
      account: string;
      /**
       * @description `opening`: asked of the channel. `offered`: can be paid. `approved`: authorised, not captured. `succeeded`, `failed`, `closed`: how it ended; money that comes later still counts.
       * @example offered
       * @enum {string}
       */
      status: 'opening' | 'offered' | 'approved' | 'succeeded' | 'failed' | 'closed';
      /** @description What its money became: the order’s (`winner`), or money to be given back. Null without money. */
      role: ('winner' | 'duplicate' | 'late' | 'mismatch') | null;
      /**
       * @description A newer click took its place; it is being closed.
       * @example false
       */
      superseded: boolean;
      /** @description What to show the shopper; null when it should not be paid any more. */
      action: components['schemas']['Action'] | null;
      /**
       * Format: date-time
       * @description Until when it can be paid.
       * @example 2026-11-30T09:00:00.000Z
       */
      expires_at: string;
      /** @description The channel’s own number of the payment, once it is known. */
      channel_reference: string | null;
      /**
       * @description Money that came in; minor units of the order’s currency.
       * @example 0
       */
      amount_captured: number;
      /**
       * @description Money given back, by refunds that succeeded; minor units of the order’s currency.
       * @example 0
       */
      amount_refunded: number;
      /**
       * @description Money that the channel took back; minor units of the order’s currency.
       * @example 0
       */
      amount_reversed: number;
      /**
       * Format: date-time
       * @description When it was begun.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description When the channel took the money; null before. */
      succeeded_at: string | null;
      /** @description Why it failed; null otherwise. */
      failure: components['schemas']['Failure'] | null;
      /** @description Of a late payment whose merchant is asked; null otherwise. */
      late_payment: {
        /**
         * Format: date-time
         * @description Until when the merchant may answer; then the money goes back.
         * @example 2026-11-30T09:00:00.000Z
         */
        answer_by: string;
        /** @description What was answered; null: nothing yet. */
        decision: ('accept' | 'refund') | null;
      } | null;
    };
    /** @description What the shopper acts on, while the attempt is on offer. */
    Action:
      | components['schemas']['QrAction']
      | components['schemas']['RedirectAction']
      | components['schemas']['SdkAction']
      | components['schemas']['VoucherAction'];
    /** @description Show a code; the shopper scans it. */
    QrAction: {
      /**
       * @description A code to scan. (enum property replaced by openapi-typescript)
       * @enum {string}
       */
      type: 'qr';
      /**
       * @description Text of the code to scan.
       * @example weixin://wxpay/bizpayurl?pr=x
       */
      content: string;
      /**
       * Format: date-time
       * @description After this moment it can not be used any more.
       * @example 2026-11-30T09:00:00.000Z
       */
      expires_at: string;
    };
    /** @description Send the shopper to a page of the channel. */
    RedirectAction: {
      /**
       * @description A page of the channel. (enum property replaced by openapi-typescript)
       * @enum {string}
       */
      type: 'redirect';
      /**
       * @description Send the shopper there.
       * @example https://channel.example/pay/1
       */
      url: string;
    };
    /** @description Hand the parameters to the channel’s SDK in the app. */
    SdkAction: {
      /**
       * @description The channel’s SDK in the app. (enum property replaced by openapi-typescript)
       * @enum {string}
       */
      type: 'sdk';
      /** @description For the channel’s own SDK, as they are. */
      parameters: {
        [key: string]: string;
      };
    };
    /** @description A voucher that can be paid for days. */
    VoucherAction: {
      /**
       * @description A voucher. (enum property replaced by openapi-typescript)
       * @enum {string}
       */
      type: 'voucher';
      /**
       * @description What the shopper pays at a bank or shop.
       * @example 34191.79001
       */
      number: string;
      /**
       * @description The voucher to print.
       * @example https://channel.example/v/1
       */
      url: string;
      /**
       * Format: date-time
       * @description After this moment it can not be used any more.
       * @example 2026-11-30T09:00:00.000Z
       */
      expires_at: string;
    };
    /** @description Why the channel refused; of a refund also why it is put off, as `short_balance`. */
    Failure: {
      /**
       * @description The channel’s own code.
       * @example NOTENOUGH
       */
      code: string;
      /**
       * @description The channel’s words; `no longer kept` after they were erased.
       * @example The balance is too low.
       */
      message: string;
    };
    /** @description Money that goes back to the shopper. */
    Refund: {
      /**
       * @description The merchant’s own id; of a compensation, its number.
       * @example R-1001
       */
      id: string;
      /**
       * @description Sent to the channel. A new number is a new refund.
       * @example R7Q0ZK3N5T8X1W4M6B9C2D0F
       */
      number: string;
      /**
       * @description `merchant`: asked by the shop. `compensation`: made by the rules for money that was never the order’s.
       * @example merchant
       * @enum {string}
       */
      kind: 'merchant' | 'compensation';
      /**
       * @description The merchant’s words, `no longer kept` after they were erased; of a compensation, the rules’.
       * @example One ticket returned
       */
      reason: string;
      /**
       * @description The attempt whose money goes back.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      attempt: string;
      /**
       * @description Minor units of the order’s currency.
       * @example 1999
       */
      amount: number;
      /**
       * @description Only `succeeded` means that the money went back. `awaiting_approval` and `manual` wait for a person.
       * @example requested
       * @enum {string}
       */
      status: 'awaiting_approval' | 'requested' | 'processing' | 'succeeded' | 'failed' | 'manual';
      /** @description Why it waits for a person; null when it does not. */
      hold:
        | (
            | 'switch_off'
            | 'over_cap'
            | 'over_budget'
            | 'winner_reversed'
            | 'winner_denied'
            | 'payment_denied'
            | 'disputed'
            | 'amount_unclear'
            | 'not_refundable'
          )
        | null;
      /** @description Why it failed, or why the channel puts it off; null otherwise. */
      failure: components['schemas']['Failure'] | null;
      /**
       * Format: date-time
       * @description When it was asked.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description When the money went back; null before. */
      succeeded_at: string | null;
      /** @description What the channel calls it, for the shopper’s question there; null until the channel said so. */
      channel_reference: string | null;
      /** @description Where and when it arrives, as the channel states it; null before the channel took the refund and after it failed. */
      expected: components['schemas']['RefundArrival'] | null;
    };
    /** @description Where and when a refund arrives. */
    RefundArrival: {
      /**
       * @description `balance`: the shopper’s balance with the channel. `bank`: a card or account at a bank. `credit`: a credit line of the channel. `several`: more than one of these. `merchant`: back to the shop, because the shopper’s account can’t receive it. `other`: elsewhere. Null: the channel did not say. Never which card or account.
       * @example balance
       */
      to: ('balance' | 'bank' | 'credit' | 'several' | 'merchant' | 'other') | null;
      /**
       * @description Whether it goes back the way it was paid; null where the channel did not say.
       * @example true
       */
      original: boolean | null;
      /** @description When the channel says that it arrives or has arrived; null where it named no moment. */
      at: string | null;
      /**
       * @description How long it takes, by the channel’s documents; null where they don’t say.
       * @example within 5 minutes
       */
      usually: string | null;
    };
    /** @description The order was closed unpaid. Money that still comes is a late payment. */
    OrderClosedEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description The order was closed unpaid. Money that still comes is a late payment.
       * @example order.closed
       * @constant
       */
      type: 'order.closed';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A second payment of a paid order came in; it is being refunded. */
    AttemptDuplicateEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description A second payment of a paid order came in; it is being refunded.
       * @example attempt.duplicate
       * @constant
       */
      type: 'attempt.duplicate';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description Money came for an order that was closed or closing. */
    AttemptLateEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description Money came for an order that was closed or closing.
       * @example attempt.late
       * @constant
       */
      type: 'attempt.late';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A refund’s money went back. */
    RefundSucceededEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description A refund’s money went back.
       * @example refund.succeeded
       * @constant
       */
      type: 'refund.succeeded';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A refund failed for good; the money is still here. */
    RefundFailedEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description A refund failed for good; the money is still here.
       * @example refund.failed
       * @constant
       */
      type: 'refund.failed';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A refund waits for a person. */
    RefundAwaitingApprovalEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description A refund waits for a person.
       * @example refund.awaiting_approval
       * @constant
       */
      type: 'refund.awaiting_approval';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A late payment may be accepted or refunded: answer within the time limit. */
    LatePaymentAskedEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description A late payment may be accepted or refunded: answer within the time limit.
       * @example late_payment.asked
       * @constant
       */
      type: 'late_payment.asked';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description The channel took money of a payment back. */
    PaymentReversedEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description The channel took money of a payment back.
       * @example payment.reversed
       * @constant
       */
      type: 'payment.reversed';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description What a person must look at has changed: see `attention`. */
    OrderAttentionEvent: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description What a person must look at has changed: see `attention`.
       * @example order.attention
       * @constant
       */
      type: 'order.attention';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description An error: RFC 9457, `application/problem+json`. */
    Problem: {
      /**
       * Format: uri
       * @description The page of the code.
       * @example https://pay.example/docs/problems/order_already_paid
       */
      type: string;
      /**
       * @description What the code means.
       * @example The order is already paid
       */
      title: string;
      /**
       * @description The status that the code is answered with.
       * @example 409
       */
      status: number;
      /**
       * @description What happened, what it means for the money, what to do.
       * @example The order is paid; no new payment was begun, so nothing was done.
       */
      detail: string;
      /**
       * @description Never changes its meaning.
       * @example order_already_paid
       * @enum {string}
       */
      code:
        | 'invalid_http'
        | 'request_timed_out'
        | 'expectation_failed'
        | 'headers_too_large'
        | 'invalid_request'
        | 'invalid_json'
        | 'body_too_deep'
        | 'body_too_large'
        | 'unsupported_media_type'
        | 'merchant_required'
        | 'unauthenticated'
        | 'role_not_allowed'
        | 'route_not_found'
        | 'method_not_allowed'
        | 'order_not_found'
        | 'refund_not_found'
        | 'attention_not_found'
        | 'merchant_not_found'
        | 'key_not_found'
        | 'event_not_found'
        | 'account_not_found'
        | 'merchant_exists'
        | 'order_conflict'
        | 'order_already_paid'
        | 'order_closed'
        | 'too_many_attempts'
        | 'rate_limited'
        | 'channel_cooling'
        | 'account_in_trouble'
        | 'order_held'
        | 'channel_refused'
        | 'channel_not_offered'
        | 'shopper_field_missing'
        | 'refund_exceeds_paid'
        | 'refund_conflict'
        | 'order_not_paid'
        | 'payment_disputed'
        | 'refund_not_supported'
        | 'late_payment_not_asked'
        | 'late_payment_decided'
        | 'refund_decision_needed'
        | 'returned_amount_wrong'
        | 'notice_address_missing'
        | 'too_many_events'
        | 'refund_not_waiting'
        | 'idempotency_key_missing'
        | 'idempotency_key_invalid'
        | 'idempotency_key_reused'
        | 'idempotency_key_in_use'
        | 'overloaded'
        | 'engine_unavailable'
        | 'ledger_unavailable'
        | 'internal_error';
      /**
       * @description The same request, with the same Idempotency-Key, may be sent again.
       * @example false
       */
      retryable: boolean;
      /**
       * @description Tell it to whoever runs this installation.
       * @example req_7f0c
       */
      request_id: string;
      /** @description Each mistake of the request. */
      errors?: components['schemas']['ProblemPointer'][];
    };
    /** @description One mistake of a request. */
    ProblemPointer: {
      /**
       * @description A JSON pointer into the body; `?/NAME` in the query, `header:/NAME` in a header.
       * @example /amount/value
       */
      pointer: string;
      /**
       * @description What is wrong there.
       * @example must be 1 or more
       */
      detail: string;
    };
    /** @description A page of orders. */
    OrderList: {
      /** @description Newest first. */
      data: components['schemas']['ListedOrder'][];
      /** @description Give it as `cursor` to read on; null after the last page. */
      next_cursor: string | null;
    };
    /** @description An order, in lists over all merchants with its merchant. */
    ListedOrder: {
      /**
       * @description The merchant’s own id.
       * @example A-1001
       */
      id: string;
      /**
       * @description `open`: can be paid. `closing`: past its deadline, or told to close; payments under way are still asked about. `paid`, `closed`: how it ended.
       * @example open
       * @enum {string}
       */
      status: 'open' | 'closing' | 'paid' | 'closed';
      amount: components['schemas']['Money'];
      /**
       * @description What of the winner’s money went back; minor units of the order’s currency.
       * @example 0
       */
      amount_refunded: number;
      /**
       * @description What the shopper buys.
       * @example Two tickets
       */
      description: string;
      /**
       * @description Grows with each thing that happens to the order; see `wait` and ETag.
       * @example 4
       */
      version: number;
      /**
       * Format: date-time
       * @description The deadline: no new payment is begun after it.
       * @example 2026-11-30T09:00:00.000Z
       */
      expires_at: string;
      /**
       * Format: date-time
       * @description When it was made.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description When it was paid; null before. */
      paid_at: string | null;
      /** @description When it was closed unpaid; null otherwise. */
      closed_at: string | null;
      /** @description The id of the one attempt whose money is the order’s; null until it is paid. */
      winner: string | null;
      /** @description Why a person should look at it; empty when nobody need. */
      attention: (
        | 'duplicate'
        | 'late'
        | 'mismatch'
        | 'refund'
        | 'reversed'
        | 'dispute'
        | 'unknown'
        | 'parked'
        | 'held'
      )[];
      /**
       * @description Where the shopper goes after paying; null if none was named.
       * @example https://shop.example/orders/A-1001
       */
      return_url: string | null;
      /** @description Every payment begun, oldest first. */
      attempts: components['schemas']['Attempt'][];
      /** @description Every refund, oldest first. */
      refunds: components['schemas']['Refund'][];
      /** @description The merchant’s own fields. */
      metadata: {
        [key: string]: string;
      };
      /**
       * @description The page where the shopper pays. Whoever knows it may pay.
       * @example https://pay.example/pay/ot_5b1f
       */
      checkout_url: string;
      /**
       * @description Whose it is, in a list over all merchants.
       * @example shop
       */
      merchant?: string;
    };
    /** @description Orders that were found. */
    MatchList: {
      /** @description What fits. */
      data: components['schemas']['Match'][];
    };
    /** @description An order that was found. */
    Match: {
      /**
       * @description The order.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Whose it is.
       * @example shop
       */
      merchant: string;
      /**
       * @description What of it fits. `channel_reference`: the channel’s name for the attempt, its payment or a refund of it.
       * @example payment_number
       * @enum {string}
       */
      matched: 'order_id' | 'payment_number' | 'channel_reference' | 'refund_id' | 'refund_number';
      /**
       * @description The whole text that fits.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      value: string;
    };
    /** @description The story of an order. */
    Timeline: {
      /**
       * @description Whose order it is.
       * @example shop
       */
      merchant: string;
      /**
       * @description The order’s id.
       * @example A-1001
       */
      order: string;
      /** @description Every fact, oldest first. */
      data: components['schemas']['Fact'][];
      /** @description For people, oldest first. */
      story: components['schemas']['StoryEntry'][];
      /** @description What is due, soonest first. */
      next: components['schemas']['NextStep'][];
    };
    /** @description Something that happened to an order. Facts never change. */
    Fact: {
      /**
       * @description Its place in the order’s story.
       * @example 1
       */
      seq: number;
      /**
       * @description What happened.
       * @example order_created
       */
      type: string;
      /**
       * Format: date-time
       * @description When.
       * @example 2026-11-30T09:00:00.000Z
       */
      at: string;
      /** @description The fact itself; its fields depend on the type. */
      data: {
        [key: string]: unknown;
      };
    };
    /** @description One entry of an order’s story. */
    StoryEntry: {
      /**
       * Format: date-time
       * @description When.
       * @example 2026-11-30T09:00:00.000Z
       */
      at: string;
      /**
       * @description `fact`: recorded by the rules. `person`: a person’s decision. `callback`: a channel called. `call`: we asked a channel, the newest of each kind for each number. `notice`: what the merchant was told.
       * @example fact
       * @enum {string}
       */
      source: 'fact' | 'person' | 'callback' | 'call' | 'notice';
      /**
       * @description Who said or did it.
       * @example WeChat Pay
       */
      who: string;
      /**
       * @description What, in one or two plain sentences. For people: its words may change.
       * @example Said that attempt 2VNP… was paid: 19.99 CNY, transaction 4200001.
       */
      text: string;
      /**
       * @description What says so; null where it follows from what is known.
       * @example callback cb_5f0c
       */
      evidence: string | null;
      /**
       * @description The attempt or refund that it is about; null: the order.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      about: string | null;
      /**
       * @description Of a fact, its place in `data`; else null.
       * @example 5
       */
      seq: number | null;
    };
    /** @description Something that is due. */
    NextStep: {
      /** @description At the latest then; null: whenever a person does it. */
      at: string | null;
      /**
       * @description For people: its words may change.
       * @example The order takes no new payment any more, and begins to close.
       */
      what: string;
    };
    /** @description A page of refunds. */
    RefundList: {
      /** @description Newest first. */
      data: components['schemas']['ListedRefund'][];
      /** @description Give it as `cursor` to read on; null after the last page. */
      next_cursor: string | null;
    };
    /** @description A refund, with its order. */
    ListedRefund: {
      /**
       * @description The merchant’s own id; of a compensation, its number.
       * @example R-1001
       */
      id: string;
      /**
       * @description Sent to the channel. A new number is a new refund.
       * @example R7Q0ZK3N5T8X1W4M6B9C2D0F
       */
      number: string;
      /**
       * @description `merchant`: asked by the shop. `compensation`: made by the rules for money that was never the order’s.
       * @example merchant
       * @enum {string}
       */
      kind: 'merchant' | 'compensation';
      /**
       * @description The merchant’s words, `no longer kept` after they were erased; of a compensation, the rules’.
       * @example One ticket returned
       */
      reason: string;
      /**
       * @description The attempt whose money goes back.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      attempt: string;
      /**
       * @description Minor units of the order’s currency.
       * @example 1999
       */
      amount: number;
      /**
       * @description Only `succeeded` means that the money went back. `awaiting_approval` and `manual` wait for a person.
       * @example requested
       * @enum {string}
       */
      status: 'awaiting_approval' | 'requested' | 'processing' | 'succeeded' | 'failed' | 'manual';
      /** @description Why it waits for a person; null when it does not. */
      hold:
        | (
            | 'switch_off'
            | 'over_cap'
            | 'over_budget'
            | 'winner_reversed'
            | 'winner_denied'
            | 'payment_denied'
            | 'disputed'
            | 'amount_unclear'
            | 'not_refundable'
          )
        | null;
      /** @description Why it failed, or why the channel puts it off; null otherwise. */
      failure: components['schemas']['Failure'] | null;
      /**
       * Format: date-time
       * @description When it was asked.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description When the money went back; null before. */
      succeeded_at: string | null;
      /** @description What the channel calls it, for the shopper’s question there; null until the channel said so. */
      channel_reference: string | null;
      /** @description Where and when it arrives, as the channel states it; null before the channel took the refund and after it failed. */
      expected: components['schemas']['RefundArrival'] | null;
      /**
       * @description Whose it is.
       * @example shop
       */
      merchant: string;
      /**
       * @description The order it is of.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description ISO 4217, of the amount.
       * @example CNY
       */
      currency: string;
    };
    /** @description What came of a decision on many refunds. */
    DecidedRefunds: {
      /** @description In the sequence of the numbers. */
      data: components['schemas']['DecidedRefund'][];
    };
    /** @description What came of the decision on one refund. */
    DecidedRefund:
      | {
          /**
           * @description The refund’s number.
           * @example R7Q0ZK3N5T8X1W4M6B9C2D0F
           */
          number: string;
          /**
           * @description How it stands after the decision.
           * @example requested
           * @enum {string}
           */
          status:
            'awaiting_approval' | 'requested' | 'processing' | 'succeeded' | 'failed' | 'manual';
        }
      | {
          /**
           * @description The refund’s number.
           * @example R7Q0ZK3N5T8X1W4M6B9C2D0F
           */
          number: string;
          problem: components['schemas']['ItemProblem'];
        };
    /** @description What went wrong with one of many. */
    ItemProblem: {
      /**
       * Format: uri
       * @description The page of the code.
       * @example https://pay.example/docs/problems/refund_not_waiting
       */
      type: string;
      /**
       * @description What the code means.
       * @example That refund does not wait for a person
       */
      title: string;
      /**
       * @description The status that the code is answered with.
       * @example 409
       */
      status: number;
      /**
       * @description What happened, what it means for the money, what to do.
       * @example That refund does not wait for a decision; nothing was done.
       */
      detail: string;
      /**
       * @description Never changes its meaning.
       * @example refund_not_waiting
       * @enum {string}
       */
      code:
        | 'invalid_http'
        | 'request_timed_out'
        | 'expectation_failed'
        | 'headers_too_large'
        | 'invalid_request'
        | 'invalid_json'
        | 'body_too_deep'
        | 'body_too_large'
        | 'unsupported_media_type'
        | 'merchant_required'
        | 'unauthenticated'
        | 'role_not_allowed'
        | 'route_not_found'
        | 'method_not_allowed'
        | 'order_not_found'
        | 'refund_not_found'
        | 'attention_not_found'
        | 'merchant_not_found'
        | 'key_not_found'
        | 'event_not_found'
        | 'account_not_found'
        | 'merchant_exists'
        | 'order_conflict'
        | 'order_already_paid'
        | 'order_closed'
        | 'too_many_attempts'
        | 'rate_limited'
        | 'channel_cooling'
        | 'account_in_trouble'
        | 'order_held'
        | 'channel_refused'
        | 'channel_not_offered'
        | 'shopper_field_missing'
        | 'refund_exceeds_paid'
        | 'refund_conflict'
        | 'order_not_paid'
        | 'payment_disputed'
        | 'refund_not_supported'
        | 'late_payment_not_asked'
        | 'late_payment_decided'
        | 'refund_decision_needed'
        | 'returned_amount_wrong'
        | 'notice_address_missing'
        | 'too_many_events'
        | 'refund_not_waiting'
        | 'idempotency_key_missing'
        | 'idempotency_key_invalid'
        | 'idempotency_key_reused'
        | 'idempotency_key_in_use'
        | 'overloaded'
        | 'engine_unavailable'
        | 'ledger_unavailable'
        | 'internal_error';
      /**
       * @description The same request, with the same Idempotency-Key, may be sent again.
       * @example false
       */
      retryable: boolean;
    };
    /** @description A page of events. */
    EventList: {
      /** @description Oldest first. */
      data: components['schemas']['Event'][];
      /**
       * @description Give it as `after` to read on; also without news.
       * @example 17
       */
      next_cursor: string;
    };
    /** @description What a merchant is told. */
    Event: {
      /**
       * @description Names the event; drop repeats by it.
       * @example evt_01
       */
      id: string;
      /**
       * @description The order it is about.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Its place among the order’s events; starts at 1 and has no gap.
       * @example 1
       */
      sequence: number;
      /**
       * @description What happened.
       * @example order.paid
       * @enum {string}
       */
      type:
        | 'order.paid'
        | 'order.closed'
        | 'attempt.duplicate'
        | 'attempt.late'
        | 'refund.succeeded'
        | 'refund.failed'
        | 'refund.awaiting_approval'
        | 'late_payment.asked'
        | 'payment.reversed'
        | 'order.attention';
      /**
       * Format: date-time
       * @description When it happened.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description The order as it stood then. */
      data: {
        order: components['schemas']['Order'];
      };
    };
    /** @description A page of an order’s events. */
    OrderEventList: {
      /** @description Oldest first. */
      data: components['schemas']['Event'][];
      /** @description Give it as `after` to read on; null after the last event. */
      next_cursor: string | null;
    };
    /** @description What is sent again. */
    Resend: {
      /**
       * @description How many are sent again.
       * @example 1
       */
      events: number;
    };
    /** @description A page of tries. */
    DeliveryList: {
      /** @description Newest first. */
      data: components['schemas']['Delivery'][];
      /** @description Give it as `cursor` to read on; null after the last page. */
      next_cursor: string | null;
    };
    /** @description One try of a notice. */
    Delivery: {
      /**
       * @description The event’s id.
       * @example evt_0b8f2c4d6e7a49b1a3c5d7e9f0123456
       */
      event: string;
      /**
       * @description Whose it is.
       * @example shop
       */
      merchant: string;
      /**
       * @description The order it tells of.
       * @example A-1001
       */
      order_id: string;
      /**
       * @description Where it was sent.
       * @example https://shop.example/hooks
       */
      url: string;
      /**
       * @description Which try it was, from 1.
       * @example 1
       */
      attempt: number;
      /**
       * @description Whether somebody had asked to have it sent again.
       * @example false
       */
      resend: boolean;
      /**
       * Format: date-time
       * @description When it began.
       * @example 2026-11-30T09:00:00.000Z
       */
      started_at: string;
      /**
       * @description How long it took, ms.
       * @example 84
       */
      duration_ms: number;
      /**
       * @description `accepted`: the receiver answered 2xx. `failed`: it is tried again. `given_up`: it is not.
       * @example accepted
       * @enum {string}
       */
      status: 'accepted' | 'failed' | 'given_up';
      /**
       * @description The HTTP status of the receiver’s answer; null: no answer came.
       * @example 200
       */
      response_status: number | null;
      /** @description Why it was not accepted, for a person; null: it was. */
      error: string | null;
    };
    /** @description The capability table. */
    ChannelList: {
      /** @description Its accounts. */
      data: components['schemas']['ChannelAccount'][];
    };
    /** @description A configured account, and what it can do. */
    ChannelAccount: {
      /**
       * @description The channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description Our account at it.
       * @example default
       */
      account: string;
      /** @description Its methods. */
      methods: components['schemas']['OfferedMethod'][];
    };
    /** @description A way to pay. */
    OfferedMethod: {
      /**
       * @description Its name.
       * @example qr
       */
      method: string;
      /** @description The fields of `shopper` that it needs. */
      shopper: string[];
      /** @description Who switched it off for new payments (`PUT /v1/controls`); null: it is on. */
      off_by: ('operator' | 'merchant') | null;
      traits: components['schemas']['MethodTraits'];
    };
    /** @description What a method of a channel can do. */
    MethodTraits: {
      /**
       * @description A close call exists.
       * @example true
       */
      closable: boolean;
      /**
       * @description Once a query says closed, it can not be paid any more.
       * @example true
       */
      closed_is_trusted: boolean;
      /**
       * @description The channel knows a payment from its create on, not from the scan on.
       * @example true
       */
      known_before_scan: boolean;
      /**
       * @description Authorised first, captured later.
       * @example false
       */
      two_phase: boolean;
      /**
       * @description An approval can be given back without capturing it.
       * @example false
       */
      voidable: boolean;
      /**
       * @description Whether, and how, a payment can be refunded.
       * @example partly
       * @enum {string}
       */
      refundable: 'partly' | 'fully' | 'not';
      /**
       * @description How long after the payment, in ms; null: without limit.
       * @example 31536000000
       */
      refundable_for_ms: number | null;
      /**
       * @description The shortest time between two refunds of one payment, which are sent one after another; ms, null: without limit.
       * @example 60000
       */
      refund_every_ms: number | null;
      /**
       * @description How many refunds one payment takes; the last must take all that is left. Null: without limit.
       * @example 50
       */
      most_refunds: number | null;
      /**
       * @description The shortest time for which a payment can be offered; ms.
       * @example 60000
       */
      shortest_validity_ms: number;
      /**
       * @description The longest; ms.
       * @example 604800000
       */
      longest_validity_ms: number;
      /**
       * @description After expiry, how long a payment may still surface; ms.
       * @example 300000
       */
      settlement_margin_ms: number;
      /**
       * @description What a query needs.
       * @example payment_number
       * @enum {string}
       */
      lookup: 'payment_number' | 'channel_reference';
      /** @description How long a create repeated under its number counts as the same; ms, null: for ever. */
      idempotency_life_ms: number | null;
      /** @description ISO 4217 currencies it takes. */
      currencies: string[];
      /**
       * @description Smallest amount; minor units.
       * @example 1
       */
      smallest_minor: number;
      /**
       * @description Largest amount; minor units.
       * @example 10000000000
       */
      largest_minor: number;
    };
    /** @description The health of all accounts. */
    AccountHealthList: {
      /** @description Its accounts. */
      data: components['schemas']['AccountHealth'][];
    };
    /** @description How a channel serves an account. */
    AccountHealth: {
      /**
       * @description The channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description Our account at it.
       * @example default
       */
      account: string;
      /**
       * @description `healthy`: the newest answer was verified · `distrusted`: three answers in a row can’t be believed, or refuse our signature · `silent`: three calls in a row had no answer · `unchecked`: nothing was heard yet.
       * @example healthy
       * @enum {string}
       */
      state: 'healthy' | 'distrusted' | 'silent' | 'unchecked';
      /** @description When an answer was believed last. */
      last_verified_at: string | null;
      /** @description The newest; null: there was none. */
      last_problem: components['schemas']['AccountProblem'] | null;
      /**
       * @description How far the channel’s clock is ahead of ours, as measured last; ms.
       * @example 120
       */
      clock_skew_ms: number | null;
      /** @description Methods that are not offered meanwhile, because a shopper could pay where we could not hear of it. */
      paused_methods: string[];
      /**
       * @description Callbacks to this account that were not believed, ever. Anybody can send such: they change no state.
       * @example 0
       */
      refused_callbacks: number;
    };
    /** @description What is, or was, the matter with an account. */
    AccountProblem: {
      /**
       * @description The channel’s code, else ours.
       * @example SIGN_ERROR
       */
      code: string;
      /**
       * @description Its words.
       * @example 错误的签名，验签失败
       */
      message: string;
      /**
       * @description What the channel’s support asks for.
       * @example 08F78BB8AF0610D302189D8F36
       */
      request_id: string | null;
      /**
       * @description Whether the channel is known to have said so. Words of an answer that is not believed may be anybody’s; they decide nothing.
       * @example false
       */
      verified: boolean;
      /**
       * Format: date-time
       * @description When it was heard last.
       * @example 2026-11-30T09:00:00.000Z
       */
      at: string;
    };
    /** @description What waits for a person. */
    AttentionList: {
      /** @description Oldest first. */
      data: components['schemas']['AttentionItem'][];
      /** @description Give it as `cursor` to read on; null after the last page. */
      next_cursor: string | null;
    };
    /** @description Something that a person must look at. */
    AttentionItem: {
      /**
       * @description Resolve it by this id.
       * @example parked:2VNPR07C1D
       */
      id: string;
      /**
       * @description Why it waits; `unmatched` and `account` (also a clock that is off, or a receiver of notices) belong to no order.
       * @example parked
       * @enum {string}
       */
      kind:
        | 'duplicate'
        | 'late'
        | 'mismatch'
        | 'refund'
        | 'reversed'
        | 'dispute'
        | 'unknown'
        | 'parked'
        | 'held'
        | 'unmatched'
        | 'account';
      /**
       * @description Whose order it is.
       * @example shop
       */
      merchant: string | null;
      /**
       * @description The order’s id.
       * @example A-1001
       */
      order: string | null;
      /**
       * @description The channel it is about.
       * @example wechat
       */
      channel: string | null;
      /**
       * @description The account at that channel.
       * @example default
       */
      account: string | null;
      /**
       * @description The attempt or refund it is about.
       * @example 2VNPR07C1D9QJ5X0T4K8WZ6M3BH
       */
      number: string | null;
      /**
       * Format: date-time
       * @description Since when it waits.
       * @example 2026-11-30T09:00:00.000Z
       */
      since: string;
      /**
       * @description What is the matter, for a person.
       * @example The channel gave no answer about this payment.
       */
      detail: string;
    };
    /** @description An item that waits no longer. */
    AttentionResolved: {
      /**
       * @description The item.
       * @example parked:2VNPR07C1D
       */
      id: string;
      /**
       * @description Done.
       * @constant
       */
      status: 'resolved';
    };
    /** @description A page of acts. */
    ActList: {
      /** @description Newest first. */
      data: components['schemas']['Act'][];
      /** @description Give it as `cursor` to read on; null after the last page. */
      next_cursor: string | null;
    };
    /** @description What a person did (rule 18). */
    Act: {
      /**
       * @description Names the act.
       * @example act_5c2f0e9b7d41a8c36e1f4b0d9a7c2e58
       */
      id: string;
      /**
       * Format: date-time
       * @description When it was done.
       * @example 2026-11-30T09:00:00.000Z
       */
      at: string;
      /**
       * @description Who did it: the label of the key, or its id where it has none.
       * @example Ada
       */
      by: string;
      /**
       * @description What was done.
       * @example refund_approved
       * @enum {string}
       */
      what:
        | 'refund_approved'
        | 'refund_rejected'
        | 'refund_resolved'
        | 'attention_resolved'
        | 'hold_retried'
        | 'controls_changed'
        | 'merchant_created'
        | 'merchant_changed'
        | 'key_created'
        | 'key_revoked'
        | 'notice_secret_made';
      /**
       * @description The reason that was given; null where none was asked for.
       * @example Seen on the channel’s statement; ticket 4711.
       */
      why: string | null;
      /**
       * @description Whom it is about.
       * @example shop
       */
      merchant: string | null;
      /**
       * @description The order’s id.
       * @example A-1001
       */
      order: string | null;
      /**
       * @description The number of the refund, the id of the item of attention, what was held, or the id of the key.
       * @example R7Q0ZK3N5T8X1W4M6B9C2D0F
       */
      subject: string | null;
      /** @description What else was said or changed, according to `what`. */
      detail: {
        [key: string]: unknown;
      };
    };
    /** @description What keeps compensations from going out by themselves, and where no new payment is begun. */
    Controls: {
      /**
       * @description False: every compensation waits for a person.
       * @example true
       */
      automatic_refunds: boolean;
      /** @description By currency: a compensation above it waits for a person. None: no cap. */
      refund_caps: {
        [key: string]: number;
      };
      /** @description See `PUT`. With a merchant’s key: its own. */
      daily_budgets: components['schemas']['DailyBudget'][];
      /** @description What the caller has switched off for new payments. */
      channels_off: components['schemas']['ChannelOff'][];
    };
    /** @description Compensations of a day, which is one in UTC. */
    DailyBudget: {
      /**
       * @description A merchant, as the operator named it.
       * @example shop
       */
      merchant: string;
      /**
       * @description ISO 4217.
       * @example CNY
       */
      currency: string;
      /**
       * @description Whole minor units of the currency.
       * @example 1999
       */
      amount: number;
    };
    /** @description No new payment is begun on it. */
    ChannelOff: {
      /**
       * @description The channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description Null: every method of it.
       * @example qr
       */
      method: string | null;
      /** @description Null: every account of it. */
      account: string | null;
      /** @description For whose orders; null: for those of every merchant. */
      merchant: string | null;
    };
    /** @description All merchants. */
    MerchantList: {
      /** @description By their ids. */
      data: components['schemas']['Merchant'][];
    };
    /** @description Who sells. */
    Merchant: {
      /**
       * @description A merchant, as the operator named it.
       * @example shop
       */
      id: string;
      /**
       * @description For people.
       * @example The Shop
       */
      name: string;
      /**
       * @description Where notices go when an order names no address; null: nowhere.
       * @example https://shop.example/hooks
       */
      notify_url: string | null;
      /** @description What differs from the installation’s policy. */
      policy: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description When it was made.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
    };
    /** @description A merchant’s keys. */
    KeyList: {
      /** @description Its keys. */
      data: components['schemas']['ApiKey'][];
    };
    /** @description A key, without its secret. */
    ApiKey: {
      /**
       * @description Names the key; no secret.
       * @example key_01
       */
      id: string;
      /**
       * @description What it may do.
       * @example merchant
       * @enum {string}
       */
      role: 'merchant' | 'read' | 'ops';
      /**
       * @description How the key begins, to find it again.
       * @example pk_4Zr1
       */
      prefix: string;
      /**
       * @description Whose it is.
       * @example checkout
       */
      label: string;
      /**
       * Format: date-time
       * @description When it was made.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description From when on it is refused; null: it is in use. */
      revoked_at: string | null;
    };
    /** @description A key just made. */
    NewApiKey: {
      /**
       * @description Names the key; no secret.
       * @example key_01
       */
      id: string;
      /**
       * @description What it may do.
       * @example merchant
       * @enum {string}
       */
      role: 'merchant' | 'read' | 'ops';
      /**
       * @description How the key begins, to find it again.
       * @example pk_4Zr1
       */
      prefix: string;
      /**
       * @description Whose it is.
       * @example checkout
       */
      label: string;
      /**
       * Format: date-time
       * @description When it was made.
       * @example 2026-11-30T09:00:00.000Z
       */
      created_at: string;
      /** @description From when on it is refused; null: it is in use. */
      revoked_at: string | null;
      /**
       * @description The key itself, shown this once; null in a repeated answer, for it is stored nowhere.
       * @example pk_4Zr1…
       */
      key: string | null;
    };
    /** @description A secret just made. */
    NoticeSecret: {
      /**
       * @description The secret, shown this once; null in a repeated answer. Receivers verify notices by it (Standard Webhooks).
       * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
       */
      secret: string | null;
    };
    /** @description A payment, as its shopper is told of it. */
    ClickedPayment: {
      /**
       * @description The payment’s number.
       * @example 2VNPR07C1D9QJ5X0T4K8
       */
      id: string;
      /**
       * @description Its channel.
       * @example wechat
       */
      channel: string;
      /**
       * @description Its method.
       * @example qr
       */
      method: string;
      /**
       * @description How it stands.
       * @example offered
       */
      status: string;
      /** @description What to act on; null: nothing now. */
      action: components['schemas']['Action'] | null;
      /**
       * @description Until when it can be paid.
       * @example 2026-01-31T12:00:00.000Z
       */
      expires_at: string;
    };
    /** @description It runs. */
    Health: {
      /**
       * @description It runs.
       * @constant
       */
      status: 'ok';
    };
    /** @description What it reaches. */
    Readiness: {
      /**
       * @description Whether to send it requests.
       * @example ready
       * @enum {string}
       */
      status: 'ready' | 'not_ready' | 'stopping';
      /**
       * @description Without it nothing can be done.
       * @example reachable
       * @enum {string}
       */
      ledger: 'reachable' | 'unreachable';
      /**
       * @description Without it orders are made and callbacks kept, and paying answers 503.
       * @example reachable
       * @enum {string}
       */
      engine: 'reachable' | 'unreachable';
      clock: components['schemas']['Clock'];
    };
    /** @description Whether our time is right. */
    Clock: {
      /**
       * @description Whether the clocks of our processes agree with others within two minutes.
       * @example right
       * @enum {string}
       */
      state: 'right' | 'wrong' | 'unknown';
      /** @description Which differ. */
      off: components['schemas']['ClockOff'][];
      /**
       * @description Callbacks of the last hour, of the thousand that are kept, that were refused for the time they were signed at.
       * @example 0
       */
      stale_callbacks: number;
    };
    /** @description A clock that differs from ours. */
    ClockOff: {
      /**
       * @description `database`, or a channel.
       * @example wechat
       */
      against: string;
      /**
       * @description How far it is ahead of ours; ms.
       * @example 150000
       */
      skew_ms: number;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type OrderRequest = components['schemas']['OrderRequest'];
export type AttemptRequest = components['schemas']['AttemptRequest'];
export type Shopper = components['schemas']['Shopper'];
export type LatePaymentDecision = components['schemas']['LatePaymentDecision'];
export type RefundRequest = components['schemas']['RefundRequest'];
export type RefundsDecision = components['schemas']['RefundsDecision'];
export type ReasonedRequest = components['schemas']['ReasonedRequest'];
export type RefundResolution = components['schemas']['RefundResolution'];
export type ResendRequest = components['schemas']['ResendRequest'];
export type AttentionResolution = components['schemas']['AttentionResolution'];
export type ControlsRequest = components['schemas']['ControlsRequest'];
export type DailyBudgetRequest = components['schemas']['DailyBudgetRequest'];
export type ChannelOffRequest = components['schemas']['ChannelOffRequest'];
export type MerchantRequest = components['schemas']['MerchantRequest'];
export type PolicySettings = components['schemas']['PolicySettings'];
export type MerchantChange = components['schemas']['MerchantChange'];
export type KeyRequest = components['schemas']['KeyRequest'];
export type NoticeSecretRequest = components['schemas']['NoticeSecretRequest'];
export type OrderPaidEvent = components['schemas']['OrderPaidEvent'];
export type Order = components['schemas']['Order'];
export type Money = components['schemas']['Money'];
export type Attempt = components['schemas']['Attempt'];
export type Action = components['schemas']['Action'];
export type QrAction = components['schemas']['QrAction'];
export type RedirectAction = components['schemas']['RedirectAction'];
export type SdkAction = components['schemas']['SdkAction'];
export type VoucherAction = components['schemas']['VoucherAction'];
export type Failure = components['schemas']['Failure'];
export type Refund = components['schemas']['Refund'];
export type RefundArrival = components['schemas']['RefundArrival'];
export type OrderClosedEvent = components['schemas']['OrderClosedEvent'];
export type AttemptDuplicateEvent = components['schemas']['AttemptDuplicateEvent'];
export type AttemptLateEvent = components['schemas']['AttemptLateEvent'];
export type RefundSucceededEvent = components['schemas']['RefundSucceededEvent'];
export type RefundFailedEvent = components['schemas']['RefundFailedEvent'];
export type RefundAwaitingApprovalEvent = components['schemas']['RefundAwaitingApprovalEvent'];
export type LatePaymentAskedEvent = components['schemas']['LatePaymentAskedEvent'];
export type PaymentReversedEvent = components['schemas']['PaymentReversedEvent'];
export type OrderAttentionEvent = components['schemas']['OrderAttentionEvent'];
export type Problem = components['schemas']['Problem'];
export type ProblemPointer = components['schemas']['ProblemPointer'];
export type OrderList = components['schemas']['OrderList'];
export type ListedOrder = components['schemas']['ListedOrder'];
export type MatchList = components['schemas']['MatchList'];
export type Match = components['schemas']['Match'];
export type Timeline = components['schemas']['Timeline'];
export type Fact = components['schemas']['Fact'];
export type StoryEntry = components['schemas']['StoryEntry'];
export type NextStep = components['schemas']['NextStep'];
export type RefundList = components['schemas']['RefundList'];
export type ListedRefund = components['schemas']['ListedRefund'];
export type DecidedRefunds = components['schemas']['DecidedRefunds'];
export type DecidedRefund = components['schemas']['DecidedRefund'];
export type ItemProblem = components['schemas']['ItemProblem'];
export type EventList = components['schemas']['EventList'];
export type Event = components['schemas']['Event'];
export type OrderEventList = components['schemas']['OrderEventList'];
export type Resend = components['schemas']['Resend'];
export type DeliveryList = components['schemas']['DeliveryList'];
export type Delivery = components['schemas']['Delivery'];
export type ChannelList = components['schemas']['ChannelList'];
export type ChannelAccount = components['schemas']['ChannelAccount'];
export type OfferedMethod = components['schemas']['OfferedMethod'];
export type MethodTraits = components['schemas']['MethodTraits'];
export type AccountHealthList = components['schemas']['AccountHealthList'];
export type AccountHealth = components['schemas']['AccountHealth'];
export type AccountProblem = components['schemas']['AccountProblem'];
export type AttentionList = components['schemas']['AttentionList'];
export type AttentionItem = components['schemas']['AttentionItem'];
export type AttentionResolved = components['schemas']['AttentionResolved'];
export type ActList = components['schemas']['ActList'];
export type Act = components['schemas']['Act'];
export type Controls = components['schemas']['Controls'];
export type DailyBudget = components['schemas']['DailyBudget'];
export type ChannelOff = components['schemas']['ChannelOff'];
export type MerchantList = components['schemas']['MerchantList'];
export type Merchant = components['schemas']['Merchant'];
export type KeyList = components['schemas']['KeyList'];
export type ApiKey = components['schemas']['ApiKey'];
export type NewApiKey = components['schemas']['NewApiKey'];
export type NoticeSecret = components['schemas']['NoticeSecret'];
export type ClickedPayment = components['schemas']['ClickedPayment'];
export type Health = components['schemas']['Health'];
export type Readiness = components['schemas']['Readiness'];
export type Clock = components['schemas']['Clock'];
export type ClockOff = components['schemas']['ClockOff'];
export type $defs = Record<string, never>;
export interface operations {
  listOrders: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description Orders of this status. */
        status?: 'open' | 'closing' | 'paid' | 'closed';
        /** @description Orders that a person should look at, for this reason or for any. */
        attention?:
          | 'any'
          | 'duplicate'
          | 'late'
          | 'mismatch'
          | 'refund'
          | 'reversed'
          | 'dispute'
          | 'unknown'
          | 'parked'
          | 'held';
        /** @description Orders made after this moment. */
        created_after?: string;
        /** @description The most entries of one page. */
        limit?: number;
        /** @description The `next_cursor` of the page before; without it, the first page. */
        cursor?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of orders. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OrderList'];
        };
      };
    };
  };
  createOrder: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['OrderRequest'];
      };
    };
    responses: {
      /** @description The order was there, with the same content. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
      /** @description The order was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
    };
  };
  search: {
    parameters: {
      query: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description What to look for: a whole text, or the first six characters of it and more. */
        q: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What was found; those that are meant exactly come first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MatchList'];
        };
      };
    };
  };
  getOrder: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description Holds the answer until there is news, this many seconds at most. */
        wait?: number;
        /** @description Answer at once if the order is newer than this version; else `wait`. */
        version?: number;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description An ETag: 304 if the order has not changed since. */
        'If-None-Match'?: string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The order as it stands now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
    };
  };
  payOrder: {
    parameters: {
      query?: never;
      header: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key': string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['AttemptRequest'];
      };
    };
    responses: {
      /** @description A payment that can still be made, handed out again. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Attempt'];
        };
      };
      /** @description A payment was begun. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Attempt'];
        };
      };
    };
  };
  closeOrder: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody?: {
      content: {
        'application/json': Record<string, never>;
      };
    };
    responses: {
      /** @description The order is closed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
      /** @description The order closes: payments under way are still asked about. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
    };
  };
  decideLatePayment: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['LatePaymentDecision'];
      };
    };
    responses: {
      /** @description The decision is recorded. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Order'];
        };
      };
    };
  };
  getOrderTimeline: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The order’s facts, its story, and what is due. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Timeline'];
        };
      };
    };
  };
  refundOrder: {
    parameters: {
      query?: never;
      header: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key': string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['RefundRequest'];
      };
    };
    responses: {
      /** @description The refund is recorded; it has succeeded only when its status says so. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Refund'];
        };
      };
    };
  };
  listRefunds: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description Refunds that stand so. */
        status?:
          'awaiting_approval' | 'requested' | 'processing' | 'succeeded' | 'failed' | 'manual';
        /** @description Asked by the shop, or made by the rules. */
        kind?: 'merchant' | 'compensation';
        /** @description Refunds of this order. */
        order?: string;
        /** @description Refunds asked after this moment. */
        created_after?: string;
        /** @description The most entries of one page. */
        limit?: number;
        /** @description The `next_cursor` of the page before; without it, the first page. */
        cursor?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of refunds. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RefundList'];
        };
      };
    };
  };
  getRefund: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path: {
        /** @description The refund’s number. */
        number: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The refund. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ListedRefund'];
        };
      };
    };
  };
  decideRefunds: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['RefundsDecision'];
      };
    };
    responses: {
      /** @description What came of each. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DecidedRefunds'];
        };
      };
    };
  };
  approveRefund: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The refund’s number. */
        number: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['ReasonedRequest'];
      };
    };
    responses: {
      /** @description The refund after the decision. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Refund'];
        };
      };
    };
  };
  rejectRefund: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The refund’s number. */
        number: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['ReasonedRequest'];
      };
    };
    responses: {
      /** @description The refund after the decision. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Refund'];
        };
      };
    };
  };
  resolveRefund: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The refund’s number. */
        number: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['RefundResolution'];
      };
    };
    responses: {
      /** @description The refund after the decision. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Refund'];
        };
      };
    };
  };
  listEvents: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description The `next_cursor` of the page before; without it, from the first event on. */
        after?: number;
        /** @description Holds the answer until there is news, this many seconds at most. */
        wait?: number;
        /** @description The most entries of one page. */
        limit?: number;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EventList'];
        };
      };
    };
  };
  listOrderEvents: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description The `next_cursor` of the page before; without it, from the first event on. */
        after?: number;
        /** @description The most entries of one page. */
        limit?: number;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path: {
        /** @description The order’s id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['OrderEventList'];
        };
      };
    };
  };
  resendEvent: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The event’s id. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description They are sent from now on, each beside its order’s line. What becomes of them is in the deliveries. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Resend'];
        };
      };
    };
  };
  resendEvents: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['ResendRequest'];
      };
    };
    responses: {
      /** @description They are sent from now on, each beside its order’s line. What becomes of them is in the deliveries. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Resend'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description Tries of this order’s events. */
        order?: string;
        /** @description Tries of this event. */
        event?: string;
        /** @description Tries that ended so. */
        status?: 'accepted' | 'failed' | 'given_up';
        /** @description The most entries of one page. */
        limit?: number;
        /** @description The `next_cursor` of the page before; without it, the first page. */
        cursor?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of tries. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeliveryList'];
        };
      };
    };
  };
  listChannels: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every account that the merchant may use. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChannelList'];
        };
      };
    };
  };
  listAccounts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every configured account. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountHealthList'];
        };
      };
    };
  };
  checkAccount: {
    parameters: {
      query?: never;
      header?: {
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The channel. */
        channel: string;
        /** @description Our account at the channel. */
        account: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description How it stands after the answer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AccountHealth'];
        };
      };
    };
  };
  listAttention: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description Items of this kind. */
        kind?:
          | 'duplicate'
          | 'late'
          | 'mismatch'
          | 'refund'
          | 'reversed'
          | 'dispute'
          | 'unknown'
          | 'parked'
          | 'held'
          | 'unmatched'
          | 'account';
        /** @description What is about this channel. */
        channel?: string;
        /** @description The most entries of one page. */
        limit?: number;
        /** @description The `next_cursor` of the page before; without it, the first page. */
        cursor?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What waits. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AttentionList'];
        };
      };
    };
  };
  resolveAttention: {
    parameters: {
      query?: never;
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description The item’s id. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['AttentionResolution'];
      };
    };
    responses: {
      /** @description It waits no longer. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AttentionResolved'];
        };
      };
    };
  };
  listActs: {
    parameters: {
      query?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        merchant?: string;
        /** @description What this person did: the whole label of the key. */
        by?: string;
        /** @description What was done about this order. */
        order?: string;
        /** @description What was done after this moment. */
        after?: string;
        /** @description The most entries of one page. */
        limit?: number;
        /** @description The `next_cursor` of the page before; without it, the first page. */
        cursor?: string;
      };
      header?: {
        /** @description For an ops key: whose data is meant. A merchant’s own key may name its own. */
        Merchant?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of acts. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ActList'];
        };
      };
    };
  };
  getControls: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The controls in force. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Controls'];
        };
      };
    };
  };
  putControls: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['ControlsRequest'];
      };
    };
    responses: {
      /** @description The controls in force. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Controls'];
        };
      };
    };
  };
  listMerchants: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All merchants. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MerchantList'];
        };
      };
    };
  };
  createMerchant: {
    parameters: {
      query?: never;
      header?: {
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['MerchantRequest'];
      };
    };
    responses: {
      /** @description The merchant was there. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Merchant'];
        };
      };
      /** @description The merchant was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Merchant'];
        };
      };
    };
  };
  getMerchant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The merchant. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Merchant'];
        };
      };
    };
  };
  changeMerchant: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['MerchantChange'];
      };
    };
    responses: {
      /** @description The merchant. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Merchant'];
        };
      };
    };
  };
  listKeys: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its keys. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KeyList'];
        };
      };
    };
  };
  createKey: {
    parameters: {
      query?: never;
      header?: {
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody: {
      content: {
        'application/json': components['schemas']['KeyRequest'];
      };
    };
    responses: {
      /** @description The key was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewApiKey'];
        };
      };
    };
  };
  revokeKey: {
    parameters: {
      query?: {
        /** @description How long it still works, while its successor is put in its place; seconds. */
        after_s?: number;
      };
      header?: never;
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
        /** @description The key’s id. */
        key_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The key, with the moment it ends. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApiKey'];
        };
      };
    };
  };
  createNoticeSecret: {
    parameters: {
      query?: never;
      header?: {
        /** @description Names the request by 1 to 255 visible ASCII characters, bare or in double quotes: repeated after a lost answer under the same key, it is done once. */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @description A merchant, as the operator named it. */
        id: string;
      };
      cookie?: never;
    };
    /** @description JSON, 64 KiB at most. */
    requestBody?: {
      content: {
        'application/json': components['schemas']['NoticeSecretRequest'];
      };
    };
    responses: {
      /** @description The secret was made. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NoticeSecret'];
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Send it requests. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Readiness'];
        };
      };
    };
  };
}
/** Where each call is, by its `operationId`. */
export const addresses = {
  listOrders: { method: 'GET', path: '/v1/orders' },
  createOrder: { method: 'POST', path: '/v1/orders' },
  search: { method: 'GET', path: '/v1/search' },
  getOrder: { method: 'GET', path: '/v1/orders/{id}' },
  payOrder: { method: 'POST', path: '/v1/orders/{id}/attempts' },
  closeOrder: { method: 'POST', path: '/v1/orders/{id}/close' },
  decideLatePayment: { method: 'POST', path: '/v1/orders/{id}/late_payment' },
  getOrderTimeline: { method: 'GET', path: '/v1/orders/{id}/timeline' },
  refundOrder: { method: 'POST', path: '/v1/orders/{id}/refunds' },
  listRefunds: { method: 'GET', path: '/v1/refunds' },
  getRefund: { method: 'GET', path: '/v1/refunds/{number}' },
  decideRefunds: { method: 'POST', path: '/v1/refunds/decide' },
  approveRefund: { method: 'POST', path: '/v1/refunds/{number}/approve' },
  rejectRefund: { method: 'POST', path: '/v1/refunds/{number}/reject' },
  resolveRefund: { method: 'POST', path: '/v1/refunds/{number}/resolve' },
  listEvents: { method: 'GET', path: '/v1/events' },
  listOrderEvents: { method: 'GET', path: '/v1/orders/{id}/events' },
  resendEvent: { method: 'POST', path: '/v1/events/{id}/resend' },
  resendEvents: { method: 'POST', path: '/v1/events/resend' },
  listDeliveries: { method: 'GET', path: '/v1/deliveries' },
  listChannels: { method: 'GET', path: '/v1/channels' },
  listAccounts: { method: 'GET', path: '/v1/accounts' },
  checkAccount: { method: 'POST', path: '/v1/accounts/{channel}/{account}/check' },
  listAttention: { method: 'GET', path: '/v1/attention' },
  resolveAttention: { method: 'POST', path: '/v1/attention/{id}/resolve' },
  listActs: { method: 'GET', path: '/v1/audit' },
  getControls: { method: 'GET', path: '/v1/controls' },
  putControls: { method: 'PUT', path: '/v1/controls' },
  listMerchants: { method: 'GET', path: '/v1/merchants' },
  createMerchant: { method: 'POST', path: '/v1/merchants' },
  getMerchant: { method: 'GET', path: '/v1/merchants/{id}' },
  changeMerchant: { method: 'PATCH', path: '/v1/merchants/{id}' },
  listKeys: { method: 'GET', path: '/v1/merchants/{id}/keys' },
  createKey: { method: 'POST', path: '/v1/merchants/{id}/keys' },
  revokeKey: { method: 'DELETE', path: '/v1/merchants/{id}/keys/{key_id}' },
  createNoticeSecret: { method: 'POST', path: '/v1/merchants/{id}/notice_secret' },
  getReadiness: { method: 'GET', path: '/readyz' },
} as const satisfies Readonly<Record<keyof operations, Readonly<{ method: string; path: string }>>>;
