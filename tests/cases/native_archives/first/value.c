int value;
