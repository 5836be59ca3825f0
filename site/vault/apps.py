from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "暗号化"

    def ready(self) -> None:
        from vault import checks  # noqa: F401  (registers the checks of the key ring)
        from vault.closed import close_to_neighbours

        close_to_neighbours()
