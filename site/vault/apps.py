from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "暗号化"
