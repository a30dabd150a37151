/** The article's network: 64 hidden units, dropout, ten classes. */
import { Dense, Dropout, Model, type Tensor } from '@bernoulli/api';

export class SimpleNet extends Model {
  readonly dense1 = new Dense({ units: 64, activation: 'relu' });
  readonly dropout: Dropout;
  readonly dense2 = new Dense({ units: 10, activation: 'softmax' });

  /** @param rate probability of dropping a hidden unit; with 0 the network is the same one without dropout */
  constructor(rate = 0.5) {
    super({ name: 'simpleNet' });
    this.dropout = new Dropout({ rate });
  }

  call(x: Tensor): Tensor {
    return this.dense2.apply(this.dropout.apply(this.dense1.apply(x)));
  }
}
