// The module `virtual:playbook`: what the components read of the playbook, replaced when content changes in dev.
import type { Plugin } from 'vite';

const NAME = 'virtual:playbook';
const RESOLVED = `\0${NAME}`;

/** `json` is asked anew each time that the module is loaded. */
export function virtualPlaybook(json: () => string): Plugin {
  return {
    name: 'playbook:virtual',
    resolveId: { filter: { id: /^virtual:playbook$/ }, handler: () => RESOLVED },
    load: {
      filter: { id: /^\0virtual:playbook$/ },
      handler: () => `export default ${JSON.stringify(json())};`,
    },
  };
}
