// Gives every MDX page of the playbook its components, so that content imports nothing.
import type { Plugin } from 'vite';

/** The elements that a page may use. */
const NAMES = ['Action', 'Check', 'Decision', 'FailureMode', 'RunnerStatus', 'Seal', 'Step', 'Term'];

/**
 * Runs on the JavaScript that MDX became and before Astro wraps it: Astro's wrapper hands an exported `components`
 * to the page (https://docs.astro.build/en/guides/integrations-guide/mdx/#custom-components-with-imported-mdx).
 */
export function mdxComponents(folder: string): Plugin {
  const imports = NAMES.map(
    (name) => `import Playbook${name} from ${JSON.stringify(`${folder}${name}.astro`)};`,
  );
  const map = NAMES.map((name) => `${name}: Playbook${name}`).join(', ');
  const head = `${imports.join('\n')}\nexport const components = { ${map} };\n`;
  return {
    name: 'playbook:mdx-components',
    transform: {
      filter: { id: /\/src\/content\/docs\/.*\.mdx$/ },
      handler: (code) => ({ code: head + code, map: null }),
    },
  };
}
