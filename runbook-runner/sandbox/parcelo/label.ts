// Owns the label of a shipment, in ZPL, the language of label printers.
import type { Shipment } from '../test-data/shipments.ts';

/** A caret or tilde in a text would begin a command. */
const field = (line: number, text: string): string =>
  `^FO40,${40 + line * 50}^A0N,36,36^FD${text.replaceAll(/[\^~]/g, ' ')}^FS`;

/** Undefined when there is none to print. */
export function labelOf({
  tracking_number: tracking,
  recipient,
  service,
  status,
}: Shipment): string | undefined {
  if (tracking === null || status === 'cancelled') return undefined;
  const { name, street, postal_code, city, country } = recipient;
  const lines = [`PARCELO ${service.toUpperCase()}`, name, street, `${postal_code} ${city}`, country];
  return `^XA\n${lines.map((text, line) => field(line, text)).join('\n')}\n^FO40,320^BCN,120,Y,N,N^FD${tracking}^FS\n^XZ\n`;
}
