// `NO_PROXY` as most programs read it: names with their subdomains, addresses, a port if one is named, `*` for all.

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, '');

/** An entry's host and port; an IPv6 address has a port only in brackets. */
function parts(entry: string): { readonly host: string; readonly port?: number } {
  const [, host = entry, port] = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  const name = withoutBrackets(host).replace(/^\*?\./, '');
  return port === undefined ? { host: name } : { host: name, port: Number(port) };
}

export const exceptionsIn = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== '');

/** Whether the host is reached without the proxy. */
export function goesDirect(host: string, port: number, except: readonly string[]): boolean {
  const name = withoutBrackets(host.toLowerCase());
  return except.some((entry) => {
    if (entry === '*') return true;
    const wanted = parts(entry.toLowerCase());
    if (wanted.port !== undefined && wanted.port !== port) return false;
    return wanted.host !== '' && (name === wanted.host || name.endsWith(`.${wanted.host}`));
  });
}
