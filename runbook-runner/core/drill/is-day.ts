// Whether a text is a calendar day, as the edge judges it too.
import { z } from 'zod';

export const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;
