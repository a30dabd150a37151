/** A small convolutional network: two convolutions, each with pooling, a hidden layer with dropout, ten classes. */
import { Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Model, Reshape, type Tensor } from '@bernoulli/api';

export class ConvNet extends Model {
  readonly image: Reshape;
  readonly conv1 = new Conv2D({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' });
  readonly pool1 = new MaxPooling2D();
  readonly conv2 = new Conv2D({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' });
  readonly pool2 = new MaxPooling2D();
  readonly flatten = new Flatten();
  readonly hidden = new Dense({ units: 128, activation: 'relu' });
  readonly dropout = new Dropout({ rate: 0.5 });
  readonly classes = new Dense({ units: 10, activation: 'softmax' });

  /** @param side height and width of the images, which come as rows of side · side pixels */
  constructor(side: number) {
    super({ name: 'convNet' });
    this.image = new Reshape({ targetShape: [side, side, 1] });
  }

  call(x: Tensor): Tensor {
    const small = this.pool1.apply(this.conv1.apply(this.image.apply(x)));
    const smaller = this.pool2.apply(this.conv2.apply(small));
    return this.classes.apply(this.dropout.apply(this.hidden.apply(this.flatten.apply(smaller))));
  }
}
