"""cuba: nnc against Brian 2, both exact (./dev bench cuba)."""
import sys

from side.vogels import bench

if __name__ == "__main__":
    sys.exit(bench("cuba"))
