from allauth.account.adapter import DefaultAccountAdapter
class ClosedAccounts(DefaultAccountAdapter):
    pass
