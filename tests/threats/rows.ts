// Every threat that the program answers to, with the tests that hold it, or why there is nothing to hold yet.

/** A test by its file and the beginning of its title. */
type Held = readonly [file: string, title: string];

export interface Row {
  readonly threat: string;
  readonly held?: readonly Held[];
  /** Parts of the row whose subject does not exist yet, with the reason. */
  readonly notYet?: string;
}

const T = (name: string) => `tests/threats/${name}.test.ts`;

export const ROWS: readonly Row[] = [
  {
    threat: 'DNS rebinding',
    held: [
      [T('rebinding'), 'a Host that names another server answers 403'],
      [T('rebinding'), 'two Host headers, or none, answer 400'],
      [T('rebinding'), 'an absolute request target answers 400'],
      [T('rebinding'), 'a Host that is no host answers 400, and the process lives'],
    ],
  },
  {
    threat: 'cross-site request',
    held: [
      [T('cross-site'), 'a valid token from a foreign, null or look-alike Origin answers 403'],
      [T('cross-site'), 'text/plain, forms and no type answer 415'],
      [T('cross-site'), 'no token, a wrong scheme and a cookie answer 401'],
      [T('cross-site'), 'the absence of Origin and Sec-Fetch-Site proves nothing'],
    ],
  },
  { threat: 'CORS', held: [[T('cross-site'), 'a foreign preflight answers 403 without allow-origin']] },
  {
    threat: 'navigation CSRF',
    held: [[T('cross-site'), 'GET on a run route answers 405, and nothing runs']],
  },
  {
    threat: 'framing, sniffing',
    held: [
      [T('cross-site'), 'no answer may be framed, sniffed or read by another origin'],
      [T('rebinding'), 'bytes that are no request answer 400 with every security header'],
    ],
  },
  {
    threat: 'stream hijack',
    held: [
      [T('cross-site'), 'a stream never begins for a foreign Origin or without a token'],
      [T('cross-site'), 'there is no WebSocket to hijack'],
    ],
  },
  {
    threat: 'token leak',
    held: [
      [T('token-leak'), 'a replayed code, a late code and a guessed code answer 401'],
      [T('token-leak'), 'a token or code in an address answers 400'],
      [T('token-leak'), 'a page cannot confirm its own pairing'],
      [T('token-leak'), 'a token ends by revocation, after 12 hours, and with the runner'],
      [T('secrets'), 'no token and no secret stands in the arguments of a process'],
      [T('secrets'), 'the runner keeps no token that was given to a page'],
    ],
  },
  {
    threat: 'script in evidence',
    held: [[T('hostile-upstream'), 'a page with a script is evidence as text, and a file to save']],
  },
  {
    threat: 'SSRF by parameter',
    held: [
      [T('destinations'), 'the parameter %j answers 422, and nothing is sent'],
      [T('destinations'), 'what the pattern lets through stays one encoded piece of the path'],
      [T('destinations'), 'a URL, a header, a method or a threshold in an order answers 422'],
    ],
  },
  {
    threat: 'redirects, metadata addresses',
    held: [
      [T('destinations'), 'a redirect to a metadata address is not followed'],
      [T('destinations'), 'the %s form of a forbidden address is blocked at connect'],
      ['tests/adapters/proxy.test.ts', 'before a proxy hears of it'],
      ['tests/adapters/client-certificate.test.ts', 'a redirect to another origin is not shown it'],
    ],
  },
  {
    threat: 'a pull request steals a secret',
    held: [
      [T('approval'), 'a secret that no file outside the repository binds to the host is not sent'],
      [T('approval'), 'a check that gets a secret answers 409 until it is approved on this machine'],
      [T('approval'), 'an edited check answers 409 until approved, and the change is named'],
      [T('approval'), 'an integration that names %s holds its checks back'],
      [T('passage'), 'a check without a login of its own answers 409 too'],
      [T('passage'), 'a key that is not bound to the host is not used'],
      ['tests/adapters/secrets.test.ts', 'a secret goes where it is bound to, and nowhere else'],
      ['tests/cli/secrets.test.ts', 'the build of %s binds nothing'],
    ],
  },
  {
    threat: 'command injection',
    held: [
      [T('commands'), 'the argument %j answers 422, and nothing is started'],
      [T('commands'), 'an order that names a program, or its arguments, answers 422'],
      [T('commands'), 'a program that this machine did not allow is not started'],
    ],
  },
  {
    threat: 'path traversal',
    held: [['tests/http/site.test.ts', 'nothing is at %s']],
  },
  {
    threat: 'secrets in output',
    held: [
      [T('secrets'), 'an upstream that echoes a secret in every form puts it into no stream'],
      [T('secrets'), 'an error does not repeat a secret that an order holds'],
      [T('passage'), 'bound and approved, it opens the way, and an upstream that echoes the key'],
      [
        T('auth-methods'),
        'the refresh token that took the place of the first stands in its private file and nowhere else',
      ],
    ],
  },
  { threat: 'ReDoS', held: [[T('hostile-upstream'), 'beside ^(a+)+$ on a long body, health answers']] },
  {
    threat: 'hostile YAML/JSON',
    held: [
      [T('hostile-files'), 'a prototype key is refused'],
      [T('hostile-files'), 'an alias bomb is refused in less than a second'],
      ['tests/http/gates/body.test.ts', '%s is refused'],
    ],
  },
  {
    threat: 'slow clients',
    held: [
      [T('slow-clients'), 'beside 500 sockets that send %s, a normal request takes < 500 ms'],
      [T('slow-clients'), 'beside 500 sockets that hold back a body'],
      [T('slow-clients'), 'a request whose headers do not come is ended with 408'],
    ],
  },
  {
    threat: 'huge or endless upstream',
    held: [
      [T('hostile-upstream'), 'a body of 1 GB (%s) is cut at 1 MiB'],
      [T('hostile-upstream'), 'an endless drip ends at the deadline'],
    ],
  },
  {
    threat: 'other local user',
    held: [
      [T('machine'), 'the state is 0600 in a 0700 folder'],
      [T('machine'), 'a database that others may read is refused, with the fix'],
      [T('machine'), 'another user gets EACCES for the token, and 401 without it'],
    ],
  },
  { threat: 'overload', held: [[T('overload'), 'of 10,000 requests at once each is accepted and ends']] },
  { threat: 'twice', held: [[T('once'), 'the same key × 50 at once is one execution with one outcome']] },
  {
    threat: 'another change than the confirmed one',
    held: [
      ['tests/core/as-confirmed.test.ts', 'other parameters than the confirmed ones are not'],
      ['tests/core/as-confirmed.test.ts', 'a definition that was edited since is not'],
      ['tests/content/actions.test.ts', 'a plan that no longer holds is not carried out'],
      [
        'tests/browser/mishaps.test.ts',
        'a change that someone else made after the dry run is not made over it',
      ],
    ],
  },
  {
    threat: 'crash',
    held: [
      [T('once'), 'killed at random points, it loses no acknowledged record and executes nothing twice'],
    ],
  },
  { threat: 'disk full', held: [[T('machine'), 'a full disk answers 507 before acting']] },
  {
    threat: 'forged or replayed inbound webhook',
    held: [
      [T('inbound'), 'a delivery with %s answers 401, and nothing is kept'],
      [T('inbound'), 'a delivery that was taken answers 401 when it is sent again as it was'],
      [T('inbound'), 'a further attempt at the same event is acknowledged without a second effect'],
      [T('inbound'), 'the secret of another source opens nothing'],
      [T('inbound'), 'the listener serves nothing else: %s answers %i'],
      [T('inbound'), 'a body above 256 KiB is refused, with and without its length'],
      [T('inbound'), 'a flood of forged deliveries fills neither terminal nor store'],
    ],
  },
  {
    threat: 'tampering',
    held: [
      ['tests/adapters/sqlite-journal.test.ts', 'tampering is found with the first bad sequence number'],
    ],
    notYet: 'There are no signed checkpoints: who can rewrite the whole database can rewrite the chain.',
  },
  {
    threat: 'hosted pages',
    notYet: 'No hosted origin can be paired: only the pages that the runner itself serves.',
  },
];
