using System.Reflection;
using AiStudio.Gateway;
using AiStudio.Platform.Data;

namespace AiStudio.Tests.Architecture;

public sealed class OptionsTests
{
    [Fact]
    public void Options_OfBothAssemblies_AreValidatedAtStart()
    {
        var registered = string.Concat(SourceTree.Files("src", "Module.cs").Select(File.ReadAllText));
        Assert.Empty(Unvalidated(OptionsTypes().Select(type => type.Name), registered));
    }

    [Fact]
    public void Options_WithoutValidation_AreRefused()
    {
        const string code = "services.AddOptions<GoodOptions>().ValidateOnStart(); services.AddOptions<BadOptions>().Bind(x);";
        Assert.Equal(["BadOptions", "LostOptions"], Unvalidated(["GoodOptions", "BadOptions", "LostOptions"], code));
    }

    private static IEnumerable<Type> OptionsTypes() =>
        new[] { typeof(StudioDb).Assembly, typeof(GatewayCall).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is not null);

    private static IEnumerable<string> Unvalidated(IEnumerable<string> options, string code)
    {
        var statements = code.Split(';');
        return options.Where(name => !statements.Any(statement =>
            statement.Contains($"AddOptions<{name}>", StringComparison.Ordinal) && statement.Contains("ValidateOnStart", StringComparison.Ordinal)));
    }
}
