from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        from tracker.per_thread import keep_by_thread
        from tracker.translated_once import keep_translations

        keep_by_thread()
        keep_translations()
