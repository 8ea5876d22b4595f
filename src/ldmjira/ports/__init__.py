"""What we need of the world, in our own words."""
