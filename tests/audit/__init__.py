"""The pages as Lighthouse and axe see them; run by `make audit`, and looked at by people."""
