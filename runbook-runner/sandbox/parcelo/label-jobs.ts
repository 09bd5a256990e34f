// Owns Parcelo's label jobs: asked for now, queued, printed a moment later, or failed for good.
import { type Shipment, UNSERVED_POSTAL_CODE } from '../test-data/shipments.ts';

export interface LabelJob {
  readonly id: string;
  readonly shipment: string;
  readonly status: 'queued' | 'printing' | 'done' | 'failed';
  readonly created: string;
  /** RFC 3339, UTC; null while it is not done. */
  readonly finished: string | null;
  /** Path of the label. */
  readonly label: string | null;
  readonly error: { readonly code: string; readonly detail: string } | null;
}

/** Time from the order to each state. */
const PRINTING_AFTER_MS = 100;
const FINISHED_AFTER_MS = 400;

const UNSERVED = {
  code: 'address-not-served',
  detail: `Parcelo does not deliver to the postal code ${UNSERVED_POSTAL_CODE}.`,
};

export const isFinished = ({ created }: Pick<Shipment, 'created'>, now: number): boolean =>
  now - Date.parse(created) >= FINISHED_AFTER_MS;

export const willFail = ({ recipient }: Pick<Shipment, 'recipient'>): boolean =>
  recipient.postal_code === UNSERVED_POSTAL_CODE;

/** The job of a shipment as it stands; `now` in milliseconds since the epoch. */
export function labelJobOf(shipment: Shipment, now: number): LabelJob {
  const { label_job: id, id: of, created } = shipment;
  const job = { id, shipment: of, created, finished: null, label: null, error: null };
  const ageMs = now - Date.parse(created);
  if (!isFinished(shipment, now))
    return { ...job, status: ageMs < PRINTING_AFTER_MS ? 'queued' : 'printing' };
  const finished = new Date(Date.parse(created) + FINISHED_AFTER_MS).toISOString();
  if (willFail(shipment)) return { ...job, status: 'failed', finished, error: UNSERVED };
  return { ...job, status: 'done', finished, label: `/v1/shipments/${of}/label` };
}
