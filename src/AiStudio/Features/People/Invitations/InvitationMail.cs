using AiStudio.Platform.Mail;

namespace AiStudio.Features.People.Invitations;

internal static class InvitationMail
{
    public static OutgoingMail Write(string email, string organization, string link) => new(email, "You are invited to AiStudio", $"""
        You are invited to work with {organization} in AiStudio.
        Accept within a week:

        {link}

        If you do not know what this is about, do nothing.
        """);
}
