/** A model of a class of its own, with two inputs and two outputs. */
import { Dense, Model, type Tensor } from '@bernoulli/api';

export class TwoHeads extends Model {
  body = new Dense({ units: 3, activation: 'tanh' });
  left = new Dense({ units: 2, activation: 'softmax' });
  right = new Dense({ units: 1 });
  call(a: Tensor, b: Tensor): { left: Tensor; right: Tensor } {
    const body = this.body.apply(a.add(b));
    return { left: this.left.apply(body), right: this.right.apply(body) };
  }
}
