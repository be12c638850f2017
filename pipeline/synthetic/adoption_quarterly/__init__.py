"""The quarterly adoption returns of the synthetic England: children, orders and families of every sender."""
