// The problem document (RFC 9457) with which a fault answers in the upstream's place.
import type { FieldList, Meeting } from '../kind.ts';
import { say } from './answers.ts';

/** Code and title; other statuses are told by their class. */
const SAID: Readonly<Record<number, readonly [code: string, title: string]>> = {
  401: ['unauthorized', 'Unauthorized'],
  403: ['forbidden', 'Forbidden'],
  404: ['not-found', 'Not found'],
  429: ['rate-limited', 'Too many requests'],
  500: ['internal-error', 'Internal server error'],
  502: ['bad-gateway', 'Bad gateway'],
  503: ['unavailable', 'Service unavailable'],
  504: ['gateway-timeout', 'Gateway timeout'],
};

export function refuse(status: number, detail: string, headers: FieldList = []): Meeting {
  const ofClass = status < 500 ? (['refused', 'Request refused'] as const) : (['failed', 'Failed'] as const);
  const [code, title] = SAID[status] ?? ofClass;
  const document = { type: `/problems/${code}`, title, status, detail, code };
  return say({ status, type: 'application/problem+json', text: JSON.stringify(document), headers });
}
