// Titles of the actions by id: a page asks for them only when it shows a change that still holds.
import type { APIRoute } from 'astro';
import { playbook } from '../lib/playbook.ts';

export const GET: APIRoute = () =>
  Response.json(
    Object.fromEntries([...playbook.actions.values()].map((action) => [action.id, action.title])),
  );
