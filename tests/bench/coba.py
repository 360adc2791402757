"""coba: nnc against Brian 2, both by exponential Euler (./dev bench coba)."""
import sys

from side.vogels import bench

HEAD = """cell PeerCell(IF_cond_exp):
    integrate v with exponential_euler

"""

if __name__ == "__main__":
    sys.exit(bench("coba", HEAD))
