"""The worker's roof: the jobs collect, index, publish and watch, and when they run."""
