// Small values that survive a reload; where storage is disabled they live as long as the page.
const memory = new Map<string, string>();

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`playbook.${key}`) ?? memory.get(key);
  } catch {
    return memory.get(key);
  }
}

export function remember(key: string, value: string): void {
  memory.set(key, value);
  try {
    localStorage.setItem(`playbook.${key}`, value);
  } catch {
    // Kept in memory.
  }
}
