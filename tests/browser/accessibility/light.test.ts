import { describeForAxe } from '../support/axe.ts';

describeForAxe('light');
