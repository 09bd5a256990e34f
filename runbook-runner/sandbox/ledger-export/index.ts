// Owns ledger-export, which books the orders that order-sync finished: plain HTTP on loopback, described by
// contracts/ledger-export.openapi.yaml.
import { createServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { listen, shut } from '../listen.ts';
import { RequestLog } from '../request-log.ts';
import { makeApp } from './app.ts';
import { type LedgerHealth, ledgerHealth } from './health.ts';
import { Importer } from './importer.ts';
import { Ledger } from './ledger.ts';

export interface LedgerExport {
  readonly url: string;
  readonly log: RequestLog;
  health(): LedgerHealth;
  close(): Promise<void>;
}

interface Options {
  readonly orderSyncUrl: string;
  /** Opens order-sync's finished orders. */
  readonly orderSyncToken: string;
  readonly operatorToken: string;
}

export async function startLedgerExport(options: Options): Promise<LedgerExport> {
  const { orderSyncUrl: url, orderSyncToken: token, operatorToken } = options;
  const log = new RequestLog('ledger-export');
  const ledger = new Ledger();
  const importer = new Importer({ url, token, ledger });
  const app = makeApp({ ledger, importer, log, operatorToken });
  const server = createAdaptorServer({ fetch: app.fetch, createServer }) as ReturnType<typeof createServer>;
  const port = await listen(server);
  importer.start();
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    health: () => ledgerHealth(ledger, importer),
    async close() {
      await shut(server);
      await importer.stop();
    },
  };
}
