"""The quarterly adoption release counted again from the returns, without the project's models or declarations."""
