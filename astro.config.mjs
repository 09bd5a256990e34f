// @ts-check
import mdx from '@astrojs/mdx';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { contentPolicy } from './src/integrations/content-policy.ts';
import { siteSource } from './src/integrations/load-site.ts';
import { playbook } from './src/integrations/playbook.ts';
import { searchIndex } from './src/integrations/search-index.ts';

/** Address under which the built site is published, if it is; pictures for link previews need it to be absolute. */
const site = process.env.PLAYBOOK_SITE;

/** @param {string} label @param {string} directory @param {boolean} [collapsed] */
const group = (label, directory, collapsed = false) => ({
  label,
  collapsed,
  items: [{ autogenerate: { directory, collapsed } }],
});

const styles = [
  'tokens',
  'base',
  'layout',
  'page',
  'step',
  'card',
  'result',
  'mode',
  'status',
  'search',
  'print',
];
const component = (/** @type {string} */ name) => `./src/components/starlight/${name}.astro`;

const source = siteSource();

export default defineConfig({
  ...(site ? { site } : {}),
  outDir: './dist/site',
  trailingSlash: 'always',
  prefetch: false,
  build: { inlineStylesheets: 'never' },
  // Code blocks are colored by Starlight's Expressive Code, whose styles are files.
  markdown: { syntaxHighlight: false },
  vite: {
    build: {
      assetsInlineLimit: 0,
      // Astro marks each MDX page with a directive of its own and reads it before bundling; one warning a page otherwise.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  },
  security: {
    csp: {
      directives: [
        "default-src 'none'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
      ],
      scriptDirective: { resources: ["'self'", "'wasm-unsafe-eval'"] },
      styleDirective: { resources: ["'self'", { resource: "'unsafe-inline'", kind: 'attribute' }] },
    },
  },
  integrations: [
    playbook(source),
    starlight({
      title: 'Playbook',
      description: 'Integration playbooks whose runbooks execute.',
      favicon: '/favicon.svg',
      pagefind: false,
      credits: false,
      // Runbooks are no chapters: what stands after one in the sidebar is not what to do next.
      pagination: false,
      expressiveCode: { defaultProps: { overridesByLang: { 'sh,bash': { wrap: true } } } },
      customCss: styles.map((name) => `./src/styles/${name}.css`),
      routeMiddleware: './src/route-data.ts',
      head: [
        { tag: 'link', attrs: { rel: 'icon', href: '/icon-192.png', sizes: '192x192', type: 'image/png' } },
        { tag: 'link', attrs: { rel: 'apple-touch-icon', href: '/icon-192.png' } },
        { tag: 'link', attrs: { rel: 'manifest', href: '/manifest.webmanifest' } },
        { tag: 'meta', attrs: { name: 'theme-color', content: '#0a6570' } },
        {
          tag: 'meta',
          attrs: {
            property: 'og:image',
            content: new URL('/social.png', site ?? 'x:/').href.replace(/^x:/, ''),
          },
        },
      ],
      components: {
        Banner: component('Banner'),
        Footer: component('Footer'),
        Header: component('Header'),
        MarkdownContent: component('MarkdownContent'),
        PageTitle: component('PageTitle'),
        Search: component('Search'),
        SiteTitle: component('SiteTitle'),
        ThemeProvider: component('ThemeProvider'),
        ThemeSelect: component('ThemeSelect'),
      },
      sidebar: [
        group('Scenarios', 'scenarios'),
        group('Failure modes', 'failure-modes'),
        group('Integrations', 'integrations'),
        group('Escalation', 'escalation'),
        group('Incidents', 'incidents'),
        group('Observability', 'observability'),
        group('Drills', 'drills'),
        group('Onboarding', 'onboarding'),
        group('Glossary', 'glossary', true),
        group('Governance', 'governance', true),
        group('Changelog', 'changelog', true),
        group('Reference', 'reference', true),
      ],
    }),
    mdx(),
    searchIndex(source),
    contentPolicy(),
  ],
});
