using System.Security.Cryptography;
using System.Text;
using AiStudio.Features.Prompts.Experiments;

namespace AiStudio.Features.Prompts;

/// <summary>Who is answered, in each way in which traffic can be split.</summary>
/// <param name="Conversation">The conversation; where there is none, the call: then each is a unit of its own.</param>
/// <param name="User">The person, or the end user that a program names; <see langword="null"/> when nobody is known.</param>
internal sealed record ExposedUnit(Guid Conversation, Guid? User)
{
    /// <summary>Whom a program names, in its own words: the same words are always the same unit, and the words themselves are not kept.</summary>
    public static Guid IdOfEndUser(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    public Guid IdAs(ExperimentUnit unit, Guid organization) => unit switch
    {
        ExperimentUnit.Organization => organization,
        ExperimentUnit.User => User ?? Conversation,
        _ => Conversation,
    };
}
