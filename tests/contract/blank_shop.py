"""The example shop with an empty page: `python -m tests.contract.blank_shop`."""

from tunemantra_acme import sandbox

if __name__ == "__main__":
    sandbox.Shop.page = lambda _shop: "<html></html>"
    sandbox.main()
