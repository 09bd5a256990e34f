// What is wrong with the built site as a whole, and the way out: said to a browser, a terminal and a log alike.
import { PlaybookError } from '../errors/index.ts';

/** There is none. */
export const siteNotBuilt = (): PlaybookError =>
  new PlaybookError('site_missing', 'The site has not been built.', {
    hint: 'Build it: npm run build, or start with: npm start',
  });

/** What was asked for may come, or came and went; `otherwise` is what else it can be. */
export const siteInBetween = (otherwise: string, cause?: unknown): PlaybookError =>
  new PlaybookError('site_missing', `The site is being built again, or ${otherwise}.`, {
    hint: 'Reload in a moment. If it stays so: npm run build',
    cause,
  });
