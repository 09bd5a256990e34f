// Wires the playbook's schemas to Astro's collections; the pages' rules live in runbook-runner/playbook/schema.
import { defineCollection } from 'astro:content';
import { docsLoader } from '@astrojs/starlight/loaders';
import { docsSchema } from '@astrojs/starlight/schema';
import { z } from 'astro/zod';
import { pageFields } from '../runbook-runner/playbook/schema/pages.ts';

export const collections = {
  docs: defineCollection({ loader: docsLoader(), schema: docsSchema({ extend: z.object(pageFields) }) }),
};
