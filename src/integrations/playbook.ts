// Loads the playbook once for the site, in build and in dev: the site can't build what the runner can't run.
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger } from 'astro';
import type { ViteDevServer } from 'vite';
import { pack } from '../lib/transfer.ts';
import { invalidPlaybook, overlayError } from './invalid-playbook.ts';
import type { SiteSource } from './load-site.ts';
import { mdxComponents } from './mdx-components.ts';
import { virtualPlaybook } from './virtual-playbook.ts';

/** Stops the build with every diagnostic, rendered as `playbook lint` renders them. */
export function playbook(source: SiteSource): AstroIntegration {
  const json = (): string => {
    const current = source.current();
    if (!current?.ok) throw new Error('The playbook was not loaded.');
    return pack(current.site);
  };
  return {
    name: 'playbook',
    hooks: {
      'astro:config:setup': async ({ config, updateConfig, addWatchFile }) => {
        const loaded = await source.load(fileURLToPath(config.root));
        if (!loaded.ok) throw invalidPlaybook(loaded);
        // When the loader itself changes, only a restart of the dev server takes the new code.
        addWatchFile(new URL('runbook-runner/playbook/', config.root));
        updateConfig({
          vite: {
            plugins: [
              virtualPlaybook(json),
              mdxComponents(fileURLToPath(new URL('../components/', import.meta.url))),
            ],
          },
        });
      },
      'astro:server:setup': ({ server, logger }) => watchContent(server, source, logger),
    },
  };
}

/** An edit of content reloads the playbook: pages follow, or the overlay shows the first diagnostic. */
function watchContent(server: ViteDevServer, source: SiteSource, logger: AstroIntegrationLogger): void {
  const root = server.config.root.replaceAll('\\', '/').replace(/\/$/, '');
  server.watcher.on('all', async (_event, file) => {
    if (!file.replaceAll('\\', '/').startsWith(`${root}/src/content/`)) return;
    const loaded = await source.load(root);
    if (!loaded.ok) {
      logger.error(`\n${loaded.rendered}`);
      server.ws.send({ type: 'error', err: overlayError(loaded) });
      return;
    }
    for (const environment of Object.values(server.environments)) {
      const module = environment.moduleGraph.getModuleById('\0virtual:playbook');
      if (module) environment.moduleGraph.invalidateModule(module);
    }
    server.ws.send({ type: 'full-reload' });
  });
}
