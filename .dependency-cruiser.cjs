// The import column of the house, as rules. `test/house/house.test.ts` plants bad
// imports and sees them refused, so a cruiser that reads nothing can't pass.

/** Each room, and the rooms it may import. */
const rooms = {
  domain: [],
  channels: ['domain'],
  ledger: ['domain'],
  notices: ['domain'],
  activities: ['domain', 'ledger', 'channels', 'notices', 'workflows'],
  workflows: ['domain'],
  worker: ['workflows', 'activities', 'domain', 'ledger', 'channels', 'notices', 'config'],
  api: ['domain', 'ledger', 'channels', 'notices', 'workflows', 'config', 'checkout'],
  checkout: [],
  config: ['domain', 'channels', 'notices'],
  client: [],
  sandbox: [],
  cli: ['client', 'config', 'ledger', 'workflows', 'channels'],
};

/**
 * The folders of a room, in the order in which they stand on one another, and which of them each may
 * import. What lies beside the folders belongs to the whole room.
 */
const folders = {
  domain: {
    values: [],
    order: ['values'],
    facts: ['values', 'order'],
    agenda: ['values', 'order', 'facts'],
    held: ['values', 'order', 'facts', 'agenda'],
    decide: ['values', 'order', 'facts', 'agenda', 'held'],
  },
  workflows: {
    messages: [],
    decided: [],
    order: ['messages', 'decided'],
    notices: ['messages'],
    outside: ['messages'],
  },
  ledger: {
    database: [],
    answers: ['database'],
    inbox: ['database', 'answers'],
    acts: ['database'],
    keys: ['database', 'acts'],
    limits: ['database'],
    texts: ['database', 'answers', 'inbox', 'keys', 'notices'],
    orders: ['database'],
    views: ['database', 'answers', 'texts', 'orders'],
    events: ['database', 'views'],
    notices: ['database', 'acts'],
    people: ['database', 'acts', 'texts', 'orders'],
    append: ['database', 'answers', 'inbox', 'texts', 'orders', 'views', 'events', 'people'],
  },
  api: {
    problems: [],
    limits: ['problems'],
    auth: ['problems', 'limits'],
    http: ['problems', 'limits', 'auth'],
    engine: ['problems'],
    admission: ['problems', 'limits', 'engine'],
    waiting: ['problems', 'limits'],
    idempotency: ['problems', 'auth', 'http'],
    objects: ['problems', 'http'],
    story: [],
    orders: [
      'problems',
      'auth',
      'http',
      'engine',
      'admission',
      'waiting',
      'idempotency',
      'objects',
      'story',
    ],
    payments: ['problems', 'auth', 'http', 'admission', 'idempotency', 'objects', 'orders'],
    refunds: ['problems', 'auth', 'http', 'admission', 'idempotency', 'objects', 'orders'],
    events: ['problems', 'http', 'idempotency', 'objects', 'orders', 'waiting'],
    callbacks: ['problems', 'limits', 'http', 'objects', 'waiting'],
    ops: ['problems', 'auth', 'http', 'idempotency', 'objects', 'orders'],
    contract: ['problems', 'http', 'objects'],
    docs: ['problems', 'http'],
    cashier: ['problems', 'limits', 'auth', 'http', 'waiting', 'objects', 'orders', 'payments'],
  },
};

const everyRoom =
  '^(domain|channels|ledger|notices|activities|workflows|worker|api|checkout|config|client|sandbox|cli|dev|test|bench)/';

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  comment: `${room}/ may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  from: { path: `^${room}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: everyRoom,
    pathNot: [room, ...allowed].map((name) => `^${name}/`),
  },
}));

const folderRules = Object.entries(folders).flatMap(([room, inside]) =>
  Object.entries(inside).map(([folder, allowed]) => ({
    name: `${room}-${folder}-imports`,
    severity: 'error',
    comment: `${room}/${folder}/ may import of its room only: ${allowed.join(', ') || 'nothing'}`,
    from: { path: `^${room}/${folder}/`, pathNot: '\\.test\\.ts$' },
    to: {
      path: `^${room}/[^/]+/`,
      pathNot: [folder, ...allowed].map((name) => `^${room}/${name}/`),
    },
  })),
);

module.exports = {
  forbidden: [
    ...roomRules,
    ...folderRules,
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'A cycle is one concept cut in two.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      comment: 'What the cruiser can not follow, no rule can judge.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'tests-stay-in-tests',
      severity: 'error',
      comment: 'What is made for tests is never shipped.',
      from: {
        path: '^(domain|channels|ledger|notices|activities|workflows|worker|api|checkout|config|client|sandbox|cli|dev)/',
        pathNot: '(\\.test\\.ts|\\.fixture\\.ts)$|^domain/testing/',
      },
      to: { path: '(\\.test\\.ts|\\.fixture\\.ts)$|^domain/testing/|^(test|bench)/' },
    },
    {
      name: 'the-kit-knows-no-test',
      severity: 'error',
      comment: 'What tests share stands below them.',
      from: { path: '^test/kit/' },
      to: { path: '^test/', pathNot: '^test/kit/' },
    },
    {
      name: 'activities-know-workflows-by-type',
      severity: 'error',
      comment: 'An activity implements what the workflow declares, and runs none of its code.',
      from: { path: '^activities/', pathNot: '\\.test\\.ts$' },
      to: { path: '^workflows/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflow-code-is-a-bundle',
      severity: 'error',
      comment:
        'Others use its messages, what a decision is made into, and what stands outside of it; what runs in the sandbox is never imported.',
      from: { pathNot: '^(workflows|test)/|\\.test\\.ts$' },
      to: { path: '^workflows/', pathNot: '^workflows/(messages|decided|outside)/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'The rules know no clock, disk or network; the one package is the currency table.',
      from: { path: '^domain/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/currency-codes/' },
    },
    {
      name: 'workflows-never-reach-node',
      severity: 'error',
      comment: 'Workflow code runs in a sandbox without Node; only Temporal packages are at hand.',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$|^workflows/outside/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@temporalio/(workflow|common)/',
      },
    },
    {
      name: 'sandbox-engine-knows-no-channel',
      severity: 'error',
      comment: 'What simulated channels share is whole without any of them.',
      from: { path: '^sandbox/engine/', pathNot: '\\.test\\.ts$' },
      to: { path: '^sandbox/', pathNot: '^sandbox/engine/' },
    },
    {
      name: 'sandbox-channels-stand-apart',
      severity: 'error',
      comment: 'A simulated channel is its own protocol on the engine, and knows no other.',
      from: { path: '^sandbox/([^/]+)/', pathNot: '^sandbox/engine/|\\.test\\.ts$' },
      to: { path: '^sandbox/', pathNot: '^sandbox/($1|engine)/' },
    },
    {
      name: 'the-demo-shop-is-a-merchant',
      severity: 'error',
      comment: 'It shows what a merchant can do, who has the client and nothing else of ours.',
      from: { path: '^dev/shop/', pathNot: '\\.test\\.ts$' },
      to: {
        path: everyRoom,
        pathNot: ['^dev/shop/', '^client/index\\.ts$', '^dev/private-file\\.ts$'],
      },
    },
    {
      name: 'sql-lives-in-the-ledger',
      severity: 'error',
      comment: 'One room writes SQL; dev makes the database itself, before there is a ledger.',
      from: {
        path: '^(domain|channels|activities|workflows|worker|api|checkout|config|client|sandbox|cli)/',
      },
      to: { path: 'node_modules/pg/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|build|\\.paidonce)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'require', 'types', 'default'],
    },
  },
};
