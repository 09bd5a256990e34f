// Owns what an order is, and how orders are summed: counts and amounts apart, so that a loss would show.
export interface Order {
  readonly id: string;
  /** The paid charge that the order repeats. */
  readonly charge: string;
  /** In minor units of EUR. */
  readonly amount: number;
  readonly acceptedAt: string;
}

export interface Sum {
  readonly count: number;
  /** In minor units of EUR. */
  readonly amount: number;
}

export const NOTHING: Sum = { count: 0, amount: 0 };

export const plus = (left: Sum, right: Sum): Sum => ({
  count: left.count + right.count,
  amount: left.amount + right.amount,
});

export const one = (order: Pick<Order, 'amount'>): Sum => ({ count: 1, amount: order.amount });

export const sumOf = (orders: Iterable<Pick<Order, 'amount'>>): Sum => {
  let sum = NOTHING;
  for (const order of orders) sum = plus(sum, one(order));
  return sum;
};

export const same = (left: Sum, right: Sum): boolean =>
  left.count === right.count && left.amount === right.amount;
