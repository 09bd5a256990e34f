// Gives every MDX page of the playbook its components, so that content imports nothing.
import type { Plugin } from 'vite';
import { COMPONENTS } from '../../runbook-runner/compose.ts';

/**
 * Runs on the JavaScript that MDX became and before Astro wraps it: Astro's wrapper hands an exported `components`
 * to the page (https://docs.astro.build/en/guides/integrations-guide/mdx/#custom-components-with-imported-mdx).
 */
export function mdxComponents(folder: string): Plugin {
  const imports = COMPONENTS.map(
    (name) => `import Playbook${name} from ${JSON.stringify(`${folder}${name}.astro`)};`,
  );
  const map = COMPONENTS.map((name) => `${name}: Playbook${name}`).join(', ');
  const head = `${imports.join('\n')}\nexport const components = { ${map} };\n`;
  return {
    name: 'playbook:mdx-components',
    transform: {
      filter: { id: /\/src\/content\/docs\/.*\.mdx$/ },
      handler: (code) => ({ code: head + code, map: null }),
    },
  };
}
