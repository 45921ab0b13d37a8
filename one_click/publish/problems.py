"""What can be wrong when a build is published."""


class PublishError(Exception):
    """Why nothing was published, in one sentence for the person who builds."""
