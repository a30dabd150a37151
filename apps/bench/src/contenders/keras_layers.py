"""Networks of more than dense layers, in Keras's own words."""


def model_of(architecture):
    import keras

    x = keras.Input(architecture["shape"])
    hidden = {"cnn": cnn, "lstm": lstm, "attention": attention}[architecture["network"]](x)
    model = keras.Model(x, keras.layers.Dense(architecture["classes"], activation="softmax")(hidden))
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=min(10, architecture["steps"]),
    )
    return model


def cnn(x):
    from keras import layers

    for filters in (32, 64):
        x = layers.Conv2D(filters, 3, activation="relu")(x)
    x = layers.Dense(128, activation="relu")(layers.Flatten()(layers.MaxPooling2D()(x)))
    return layers.Dropout(0.5)(x)


def lstm(x):
    from keras import layers

    return layers.Dropout(0.5)(layers.LSTM(64)(x))


def attention(x):
    from keras import layers

    width = x.shape[-1]

    def behind(y, of):
        return layers.LayerNormalization()(layers.Add()([y, layers.Dropout(0.1)(of)]))

    first = behind(x, layers.MultiHeadAttention(8, width // 8, dropout=0.1)(x, x))
    wide = layers.Dense(4 * width, activation="relu")(first)
    return layers.GlobalAveragePooling1D()(behind(first, layers.Dense(width)(wide)))
