// What a page loads that can run something.
import './action-element.ts';
import './check-element.ts';
import './decision-element.ts';
import './fault-element.ts';
import './scenario-element.ts';
