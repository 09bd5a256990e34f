// Which of the media types and ranges that a contract declares holds for a content type (OpenAPI 3.1 §4.8.13).

/** Type and parameters of a media type, as far as they tell one declared key from another. */
function mediaOf(text: string): { essence: string; parameters: string[] } {
  const [essence = '', ...parameters] = text
    .replaceAll('"', '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  return { essence, parameters: parameters.filter((one) => one !== '') };
}

/** The type itself, then the ranges that it lies in, the narrowest first: by its suffix (RFC 6839), by its type, all. */
function rangesOf(essence: string): string[] {
  const [type] = essence.split('/');
  const suffix = /\+[^+]+$/.exec(essence)?.[0];
  return [essence, ...(suffix === undefined ? [] : [`${type}/*${suffix}`]), `${type}/*`, '*/*'];
}

const nameOf = (parameter: string): string => parameter.split('=')[0] ?? '';

/** Whether a parameter that was sent has another value than a declared one; an encoding makes no other type of JSON. */
const contradicts = (declared: string, sent: readonly string[]): boolean =>
  nameOf(declared) !== 'charset' && sent.some((one) => one !== declared && nameOf(one) === nameOf(declared));

/** The most specific declared media type for a content type. */
export function mediaKey(declared: readonly string[], contentType: string): string | undefined {
  const sent = mediaOf(contentType);
  const wanted = rangesOf(sent.essence);
  const fitting = declared.filter((key) => {
    const { essence, parameters } = mediaOf(key);
    return wanted.includes(essence) && !parameters.some((one) => contradicts(one, sent.parameters));
  });
  const rank = (key: string): number => {
    const { essence, parameters } = mediaOf(key);
    const shared = parameters.filter((one) => sent.parameters.includes(one)).length;
    return wanted.indexOf(essence) * 100 - shared + parameters.length / 10;
  };
  return fitting.sort((a, b) => rank(a) - rank(b))[0];
}
